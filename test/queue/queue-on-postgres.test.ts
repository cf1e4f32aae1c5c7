// The queue's contract on BullMQ's PostgreSQL backend.
import { afterAll, beforeAll } from 'vitest';
import { openQueuePool } from '../../src/store/queue-pool.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';
import { queueContract } from './queue.contract.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

queueContract(() => ({ postgresPool: openQueuePool(database.url) }));
