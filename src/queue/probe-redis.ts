// Asks a Redis whether it can be trusted with queues, without changing anything in it: for `quorum doctor`.
import { Redis } from 'ioredis';

export type RedisProbe =
  | { isReachable: true; version: string; appendOnly: string | undefined; evictionPolicy: string | undefined }
  | { isReachable: false; reason: string };

const timeoutMs = 5_000;

/** Settings are undefined where the server forbids to read them. @param url redis:// or rediss:// address; never part of the answer. */
export async function probeRedis(url: string): Promise<RedisProbe> {
  let lastReason = 'it did not answer in time';
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  redis.on('error', (error: Error) => {
    lastReason = error.message;
  });
  try {
    await redis.connect();
    const info = await redis.info('server');
    return {
      isReachable: true,
      version: /(?:valkey|redis)_version:(\S+)/.exec(info)?.[1] ?? 'unknown',
      appendOnly: await readSetting(redis, 'appendonly'),
      evictionPolicy: await readSetting(redis, 'maxmemory-policy'),
    };
  } catch {
    return { isReachable: false, reason: lastReason };
  } finally {
    redis.disconnect();
  }
}

async function readSetting(redis: Redis, name: string): Promise<string | undefined> {
  try {
    const answer: unknown = await redis.config('GET', name);
    const value: unknown = Array.isArray(answer) ? answer[1] : undefined;
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
