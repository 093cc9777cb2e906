// SPDX-License-Identifier: Apache-2.0
// Follows server-sent events while the connection is cut again and again.
import assert from 'node:assert/strict';
import { EventSource } from 'eventsource';
import { authorization, cuttable, freshType, judge, publishNumbers } from './host.js';

const EVENTS = 200;
const CUTS = [20, 77, 150];

judge('eventsource', async () => {
  const type = freshType('eventsource');
  const way = await cuttable();
  const resumed = [];
  const source = new EventSource(`http://${way.authority}/api/v1/events/stream?type=${type}&from=earliest`, {
    fetch: (address, options) => {
      resumed.push(options.headers['Last-Event-ID'] ?? '');
      return fetch(address, { ...options, headers: { ...options.headers, authorization } });
    },
  });
  const seen = [];
  const whole = new Promise((resolve, reject) => {
    source.addEventListener('message', message => {
      const event = JSON.parse(message.data);
      seen.push(event.data.n);
      if (message.lastEventId === '') {
        reject(new Error('an event without an id'));
      } else if (CUTS.includes(event.data.n)) {
        way.cut();
      } else if (seen.length === EVENTS) {
        resolve();
      }
    });
    source.addEventListener('error', error => {
      if (source.readyState === source.CLOSED) {
        reject(new Error(`the client gave up: ${error.code} ${error.message}`));
      }
    });
  });
  await publishNumbers(type, 0, EVENTS / 2);
  await Promise.all([publishNumbers(type, EVENTS / 2, EVENTS), whole]);
  source.close();
  way.close();
  assert.deepEqual(seen, [...Array(EVENTS).keys()]);
  // What came in one piece may hold two of the numbers at which the connection is cut.
  const cuts = resumed.length - 1;
  assert.ok(cuts >= 1 && cuts <= CUTS.length, `${cuts} connections were cut`);
  assert.deepEqual(resumed.map(id => id !== ''), [false, ...Array(cuts).fill(true)]);
  return `${EVENTS} events once each and in order through ${cuts} cut connections`;
});
