// The queue's contract on BullMQ's Redis backend, with a real Redis.
import { inject } from 'vitest';
import { queueContract } from './queue.contract.ts';

queueContract(() => ({ redisUrl: inject('redisUrl') }));
