// Runs a contract on the stores in memory and on real PostgreSQL; every test gets a portal of its own.
import { afterAll, beforeAll, describe } from 'vitest';
import type { Stores } from '../../src/accounts/ports.ts';
import { createStores, type OpenStores } from '../../src/store/create-stores.ts';
import { fakeStores } from '../fakes/fake-stores.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';
import { tokenKey } from './access-samples.ts';

export interface Subject {
  stores(): Stores;
  /** A portal id that no other test uses. */
  newPortal(): number;
}

let portals = 1_000;
const newPortal = () => {
  portals += 1;
  return portals;
};

export function onBothStores(name: string, contract: (subject: Subject) => void): void {
  describe(`${name}, in memory`, () => {
    const stores = fakeStores();
    contract({ stores: () => stores, newPortal });
  });
  describe(`${name}, on PostgreSQL`, () => {
    let database: TestDatabase | undefined;
    let open: OpenStores | undefined;
    beforeAll(async () => {
      database = await testDatabase();
      open = await createStores({ databaseUrl: database.url, tokenKeys: [tokenKey('a')] });
    });
    afterAll(async () => {
      await open?.close();
      await database?.drop();
    });
    contract({
      newPortal,
      stores() {
        if (!open) throw new Error('The stores are not open yet.');
        return open;
      },
    });
  });
}
