// SPDX-License-Identifier: Apache-2.0
// Speaks both subprotocols.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import WebSocket from 'ws';
import { authorization, cuttable, freshType, judge, publishNumbers, url } from './host.js';

const EVENTS = 60;

/** A connection whose frames are taken one after the other. */
class Client {
  #waiting = [];
  #arrived = [];

  constructor(authority, query, ...protocols) {
    this.socket = new WebSocket(`ws://${authority}/api/v1/events/ws${query}`, protocols, { headers: { authorization } });
    this.socket.on('message', (frame, binary) => {
      assert.equal(binary, false);
      this.#arrived.push(JSON.parse(frame));
      this.#hand();
    });
    this.socket.on('error', error => {
      this.error = error;
    });
  }

  #hand() {
    while (this.#arrived.length > 0 && this.#waiting.length > 0) {
      this.#waiting.shift()(this.#arrived.shift());
    }
  }

  async open() {
    await once(this.socket, 'open');
    return this;
  }

  next() {
    return new Promise(resolve => {
      this.#waiting.push(resolve);
      this.#hand();
    });
  }

  /** The next frames of a type; others in between are left out. */
  async take(type, count) {
    const taken = [];
    while (taken.length < count) {
      const frame = await this.next();
      assert.notEqual(frame.type, 'error', JSON.stringify(frame));
      if (frame.type === type) {
        taken.push(frame);
      }
    }
    return taken;
  }

  /** The next refusal. */
  async refusal() {
    for (;;) {
      const frame = await this.next();
      if (frame.type === 'error') {
        return frame;
      }
    }
  }

  send(frame) {
    this.socket.send(JSON.stringify(frame));
  }

  async close() {
    const closed = once(this.socket, 'close');
    this.socket.close(1000);
    assert.equal((await closed)[0], 1000);
  }
}

const numbers = events => events.map(event => event.data.n);
const upTo = end => [...Array(end).keys()];

async function control(authority) {
  const type = freshType('control');
  const client = await new Client(authority, '', 'unknown', 'carillon.v1.json').open();
  assert.equal(client.socket.protocol, 'carillon.v1.json');
  assert.equal((await client.next()).type, 'welcome');

  for (let n = 0; n < EVENTS; n++) {
    client.send({ type: 'publish', id: n, event: { specversion: '1.0', id: `${type}-${n}`, source: '/judges/ws', type, data: { n } } });
  }
  const receipts = await client.take('ok', EVENTS);
  assert.deepEqual(receipts.map(receipt => receipt.id).sort((a, b) => a - b), upTo(EVENTS));
  assert.ok(receipts.every(receipt => receipt.result.sequence.length === 20 && !receipt.result.duplicate));

  client.send({ type: 'subscribe', id: 1, types: [type], from: 'earliest', credit: 10 });
  const first = await client.take('event', 10);
  client.send({ type: 'ping', id: 7 });
  assert.deepEqual(await client.next(), { type: 'pong', id: 7 }, 'nothing is sent beyond the credit');
  client.send({ type: 'credit', sub: 1, n: EVENTS });
  const rest = await client.take('event', EVENTS - 10);
  assert.ok([...first, ...rest].every(frame => frame.sub === 1));
  const got = [...first, ...rest].map(frame => frame.event);
  assert.deepEqual(got.map(event => event.id).sort(), receipts.map(receipt => receipt.result.id).sort());
  assert.deepEqual(got.map(event => event.sequence), got.map(event => event.sequence).sort());

  client.send({ type: 'subscribe', id: 'x' });
  const refused = await client.refusal();
  assert.equal(refused.problem.code, 'invalid-parameter');
  await client.close();
}

async function plain(authority, way) {
  const type = freshType('plain');
  await publishNumbers(type, 0, EVENTS);
  const seen = [];
  let from = 'earliest';
  for (const end of [EVENTS / 2, EVENTS]) {
    const client = await new Client(authority, `?type=${type}&from=${from}`, 'cloudevents.json').open();
    assert.equal(client.socket.protocol, 'cloudevents.json');
    while (seen.length < end) {
      const event = await client.next();
      assert.equal(event.specversion, '1.0');
      seen.push(event);
    }
    from = seen.at(-1).sequence;
    const closed = once(client.socket, 'close');
    way.cut();
    await closed;
  }
  assert.deepEqual(numbers(seen), upTo(EVENTS));

  const client = await new Client(authority, `?type=${type}&from=${from}`, 'cloudevents.json').open();
  client.send({ specversion: '1.0', id: `${type}-own`, source: '/judges/ws', type, data: { n: EVENTS } });
  assert.equal((await client.next()).id, `${type}-own`);
  await client.close();
}

async function strangers(authority) {
  const client = new Client(authority, '', 'mqtt');
  await new Promise(resolve => client.socket.on('close', resolve));
  assert.match(client.error.message, /400/);
}

judge('ws', async () => {
  const { host } = new URL(url);
  await control(host);
  const way = await cuttable();
  await plain(way.authority, way);
  way.close();
  await strangers(host);
  return `${EVENTS} events by each subprotocol, with credit, receipts, and resumed after a cut connection`;
});
