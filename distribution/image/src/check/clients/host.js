// SPDX-License-Identifier: Apache-2.0
import { createConnection, createServer } from 'node:net';

export const url = process.env.CARILLON_URL;
export const authorization = `Bearer ${process.env.CARILLON_TOKEN}`;

/** A type that nobody has used before. */
export const freshType = name => `judge.${name}.t${Date.now()}${process.pid}`;

export async function ask(path, options = {}) {
  const answer = await fetch(url + path, { ...options, headers: { authorization, ...options.headers } });
  const body = await answer.text();
  if (!answer.ok) {
    throw new Error(`${path} answered ${answer.status}: ${body}`);
  }
  return { headers: Object.fromEntries(answer.headers), body };
}

/** Publishes numbered events, one after the other, from first up to before end. */
export async function publishNumbers(type, first, end) {
  for (let n = first; n < end; n++) {
    await ask('/api/v1/events', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type, data: { n } }),
    });
  }
}

/** A way to the host that can be cut in the middle of whatever travels on it. */
export async function cuttable() {
  const { hostname, port } = new URL(url);
  const open = new Set();
  const server = createServer(near => {
    const far = createConnection(Number(port), hostname);
    for (const [socket, other] of [[near, far], [far, near]]) {
      open.add(socket);
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    authority: `127.0.0.1:${server.address().port}`,
    cut: () => open.forEach(socket => socket.destroy()),
    close: () => server.close(),
  };
}

/** Runs a judge, for at most so long. */
export function judge(name, work) {
  const limit = setTimeout(() => fail(new Error('it took longer than two minutes')), 120_000);
  const fail = error => {
    console.error(`${name}: ${error.stack}`);
    process.exit(1);
  };
  work().then(said => {
    clearTimeout(limit);
    console.log(`${name}: ${said}`);
    process.exit(0);
  }, fail);
}
