// The test projects: pure rooms need nothing, integration gets a real PostgreSQL and a real Redis, browser a real Chromium.
import { defineConfig } from 'vitest/config';

const needsStores = ['store', 'queue', 'sandbox', 'hubspot', 'webhooks', 'jobs', 'accounts', 'http', 'loop', 'faults'];
const withStores = needsStores.map((room) => `test/${room}/**/*.test.ts`);

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: [...withStores, 'test/browser/**'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: withStores,
          globalSetup: ['test/harness/start-stores.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/harness/start-stores.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
