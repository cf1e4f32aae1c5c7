import { expect, inject, test } from 'vitest';
import { probeRedis } from '../../src/queue/probe-redis.ts';

test('a Redis is reported with its version and the settings that decide on what it keeps', async () => {
  expect(await probeRedis(inject('redisUrl'))).toEqual({
    isReachable: true,
    version: expect.stringMatching(/^\d+\.\d+/),
    appendOnly: expect.stringMatching(/^(yes|no)$/),
    evictionPolicy: expect.stringMatching(/./),
  });
});

test('a Redis that is not there is an answer, not an error', async () => {
  expect(await probeRedis('redis://127.0.0.1:1')).toEqual({
    isReachable: false,
    reason: expect.stringContaining('ECONNREFUSED'),
  });
});
