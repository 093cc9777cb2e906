// SPDX-License-Identifier: Apache-2.0
// Publishes with the CloudEvents SDK in every form, and reads with it what came of that.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { CloudEvent, HTTP } from 'cloudevents';
import { ask, freshType, judge } from './host.js';

const type = freshType('cloudevents');
const source = '/judges/cloudevents';
const event = more => new CloudEvent({ id: randomUUID(), type, source, time: '2026-01-02T03:04:05.678Z', ...more });

const events = [
  event({ subject: 'plain', data: { n: 1, text: 'ä€😀 "\\' } }),
  event({ subject: 'über €100%', data: [1, 2.5, null, true], attempt: 3, urgent: true, traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }),
  event({ subject: 'text', datacontenttype: 'text/plain', data: 'just a text' }),
  event({ subject: 'bytes', datacontenttype: 'application/octet-stream', data: Uint8Array.of(0, 1, 127, 128, 255) }),
  event({ subject: 'empty' }),
  event({ subject: 'schema', dataschema: 'https://schemas.example.com/judge.json', data: 7 }),
];

/** What must be the same whatever way it went; the host adds attributes of its own. Headers hold nothing but texts. */
function same(found, sent, form) {
  for (const [name, value] of Object.entries(sent.toJSON())) {
    if (value !== undefined) {
      const expected = form === 'binary' && name !== 'data' ? String(value) : value;
      assert.deepEqual(found[name], expected, `${sent.subject}: ${name}`);
    }
  }
}

async function readBack(sent, form) {
  const stored = HTTP.toEvent(await ask(`/api/v1/events/${sent.id}`, { headers: { accept: 'application/cloudevents+json' } }));
  stored.validate();
  same(stored, sent, form);
}

const post = message => ask('/api/v1/events', { method: 'POST', headers: message.headers, body: message.body });

judge('cloudevents', async () => {
  const forms = { binary: HTTP.binary, structured: HTTP.structured };
  for (const [form, write] of Object.entries(forms)) {
    for (const sent of events.map(each => each.cloneWith({ id: randomUUID() }))) {
      const message = write(sent);
      if (form === 'binary' && sent.subject.includes('ü')) {
        // The SDK leaves what headers cannot hold to its caller. CloudEvents, HTTP binding, 3.1.3.2.
        message.headers['ce-subject'] = encodeURIComponent(sent.subject);
      }
      await post(message);
      await readBack(sent, form);
    }
  }
  const batch = events.map(each => each.cloneWith({ id: randomUUID() }));
  await post({ headers: { 'content-type': 'application/cloudevents-batch+json' }, body: JSON.stringify(batch) });
  for (const sent of batch) {
    await readBack(sent, 'batch');
  }
  const page = await ask(`/api/v1/events?type=${type}&order=asc&limit=100`, {
    headers: { accept: 'application/cloudevents-batch+json' },
  });
  const all = HTTP.toEvent(page);
  assert.equal(all.length, 3 * events.length);
  batch.forEach((sent, i) => same(all[2 * events.length + i], sent, 'batch'));
  return `${all.length} events, binary, structured and batched, came back as they were`;
});
