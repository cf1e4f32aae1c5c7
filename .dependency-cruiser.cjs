// The import rings of README's Architecture section, as rules. test/architecture.test.ts runs them, and proves of each that it can fail.
// Reads: main, cli → wiring → webhooks, jobs, http, hubspot, store, queue → accounts → value, buying-center, identity.

const ours = '^(src|webhooks|jobs|test)/';
const pureRooms = '^src/(value|buying-center|identity)/';
const adapters = ['webhooks', 'jobs', 'src/http', 'src/hubspot', 'src/store', 'src/queue', 'src/ocr'];
const contract = '^src/http/api-contract[^/]*[.]ts$|^src/http/api-contract/';

/** A room and what of ours it may import; `may` always contains the room itself. */
const ring = (name, comment, from, may) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: ours, pathNot: may },
});

/** A package and the rooms that may import it. */
const owner = (name, packages, rooms, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^(src|webhooks|jobs)/', pathNot: rooms },
  to: { path: packages.map((each) => `(^|/)node_modules/${each}/`) },
});

module.exports = {
  forbidden: [
    ring('pure-rooms-import-pure-rooms', 'What decides imports nothing that acts.', pureRooms, pureRooms),
    {
      name: 'pure-rooms-import-no-io',
      comment:
        'Now, seeds and settings are arguments. Only these packages are as pure as the rooms: graphs, shapes, tables of numbers and domains.',
      severity: 'error',
      from: { path: pureRooms },
      to: {
        dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'],
        pathNot: '(^|/)node_modules/(graphology|graphology-types|zod|libphonenumber-js|tldts)/',
      },
    },
    ring('accounts-import-inward', 'Use cases know ports, not adapters.', '^src/accounts/', [
      '^src/accounts/',
      pureRooms,
    ]),
    ...adapters.map((room) =>
      ring(
        `${room.replace('src/', '')}-imports-inward`,
        'Adapters never import each other; wiring puts them together.',
        room === 'src/http' ? ['^src/http/'] : [`^${room}/`],
        [`^${room}/`, '^src/accounts/', pureRooms],
      ),
    ),
    {
      name: 'api-contract-is-for-both-sides',
      comment: 'The contract of the API runs in the browser too: schemas and pure rooms only.',
      severity: 'error',
      from: { path: contract },
      to: { pathNot: [contract, pureRooms, '(^|/)node_modules/(zod|@asteasolutions/zod-to-openapi)/'] },
    },
    ring(
      'ui-imports-what-runs-in-a-browser',
      'The pages share only schemas and pure rooms with the service.',
      '^src/ui/',
      ['^src/ui/', pureRooms, contract],
    ),
    ring('sandbox-stands-alone', 'A client tested against a server of the same parts proves little.', '^src/sandbox/', [
      '^src/sandbox/',
      '^src/config[.]ts$',
    ]),
    {
      name: 'only-main-starts-the-sandbox',
      comment: 'The service must not know whether it speaks to HubSpot or to the sandbox.',
      severity: 'error',
      from: { path: '^(src|webhooks|jobs)/', pathNot: ['^src/main[.]ts$', '^src/cli/', '^src/sandbox/'] },
      to: { path: '^src/sandbox/' },
    },
    ring(
      'config-imports-nothing-of-ours',
      'Settings are read before anything is built.',
      '^src/config[.]ts$',
      '^src/config[.]ts$',
    ),
    {
      name: 'nothing-imports-the-outermost-ring',
      comment: 'main and cli start things; nothing starts them.',
      severity: 'error',
      from: { path: '^(src|webhooks|jobs)/', pathNot: ['^src/main[.]ts$', '^src/cli/'] },
      to: { path: ['^src/main[.]ts$', '^src/cli/'] },
    },
    {
      name: 'only-main-and-cli-wire',
      comment: 'Wiring hands things over; nothing reaches for it.',
      severity: 'error',
      from: { path: '^(src|webhooks|jobs)/', pathNot: ['^src/main[.]ts$', '^src/cli/', '^src/wiring'] },
      to: { path: '^src/wiring' },
    },
    {
      name: 'set-up-needs-nothing',
      comment: 'It runs before anything is installed.',
      severity: 'error',
      from: { path: '^src/setup/' },
      to: { dependencyTypesNot: ['core'], pathNot: '^src/setup/' },
    },
    {
      name: 'service-does-not-use-the-set-up',
      comment: 'The set-up is run by npm, not by the service.',
      severity: 'error',
      from: { path: '^(src|webhooks|jobs)/', pathNot: '^src/setup/' },
      to: { path: '^src/setup/' },
    },
    {
      name: 'service-does-not-use-tests',
      comment: 'Fakes and fixtures stay in test.',
      severity: 'error',
      from: { path: '^(src|webhooks|jobs)/' },
      to: { path: '^test/' },
    },
    owner(
      'express-has-its-rooms',
      ['express', 'helmet', 'express-rate-limit', 'pino-http', '@bull-board/express'],
      ['^webhooks/', '^src/http/', '^src/sandbox/'],
      'HTTP servers stand in webhooks, http and the sandbox.',
    ),
    owner(
      'pictures-have-their-room',
      ['sharp', 'jsqr', 'tesseract.js'],
      ['^src/ocr/'],
      'Only the ocr room knows pictures.',
    ),
    owner('bullmq-has-its-room', ['bullmq'], ['^src/queue/'], 'Only the queue room knows BullMQ.'),
    owner('sql-has-its-room', ['pg', 'kysely'], ['^src/store/', '^src/sandbox/'], 'Only the store room knows SQL.'),
    owner(
      'hubspot-client-has-its-room',
      ['@hubspot/api-client'],
      ['^src/hubspot/'],
      'Only the hubspot room knows HubSpot’s wire.',
    ),
    owner(
      'react-has-its-room',
      ['react', 'react-dom', 'react-router', '@tanstack/[^/]+', 'lucide-react'],
      ['^src/ui/'],
      'What runs in the browser stands in ui.',
    ),
    {
      name: 'no-circle',
      comment: 'Two modules that need each other are one module.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'imports-resolve',
      comment: 'An import that leads nowhere is checked by no other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'service-needs-no-dev-dependency',
      comment: 'What the service runs on is installed without the tools.',
      severity: 'error',
      from: { path: '^(src|webhooks|jobs)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/hubspot-app/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['node', 'import', 'types', 'default'] },
    detectProcessBuiltinModuleCalls: true,
    moduleSystems: ['es6', 'cjs'],
    skipAnalysisNotInRules: false,
  },
};
