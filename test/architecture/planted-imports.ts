// A project in small whose every import breaks one rule, or keeps to all of them.
import fs from 'node:fs';
import path from 'node:path';

export interface PlantedImport {
  /** The rule that must report it; undefined: it is allowed. */
  rule: string | undefined;
  from: string;
  to: string;
}

const breaks = (rule: string, from: string, to: string): PlantedImport => ({ rule, from, to });
const keeps = (from: string, to: string): PlantedImport => ({ rule: undefined, from, to });

export const plantedImports: PlantedImport[] = [
  breaks('pure-rooms-import-pure-rooms', 'src/value', 'src/store/target.ts'),
  breaks('pure-rooms-import-pure-rooms', 'src/identity', 'src/config.ts'),
  breaks('pure-rooms-import-no-io', 'src/value', 'node:fs'),
  breaks('pure-rooms-import-no-io', 'src/buying-center', 'pino'),
  breaks('accounts-import-inward', 'src/accounts', 'src/hubspot/target.ts'),
  breaks('webhooks-imports-inward', 'webhooks', 'src/store/target.ts'),
  breaks('jobs-imports-inward', 'jobs', 'src/queue/target.ts'),
  breaks('http-imports-inward', 'src/http', 'src/store/target.ts'),
  breaks('hubspot-imports-inward', 'src/hubspot', 'src/http/target.ts'),
  breaks('store-imports-inward', 'src/store', 'src/hubspot/target.ts'),
  breaks('queue-imports-inward', 'src/queue', 'jobs/target.ts'),
  breaks('ocr-imports-inward', 'src/ocr', 'src/store/target.ts'),
  breaks('api-contract-is-for-both-sides', 'src/http/api-contract', 'src/accounts/target.ts'),
  breaks('ui-imports-what-runs-in-a-browser', 'src/ui', 'src/http/target.ts'),
  breaks('ui-imports-what-runs-in-a-browser', 'src/ui', 'src/accounts/target.ts'),
  breaks('sandbox-stands-alone', 'src/sandbox', 'src/hubspot/target.ts'),
  breaks('sandbox-stands-alone', 'src/sandbox', 'src/value/target.ts'),
  breaks('only-main-starts-the-sandbox', 'src/http', 'src/sandbox/target.ts'),
  breaks('config-imports-nothing-of-ours', 'src/config.ts', 'src/accounts/target.ts'),
  breaks('nothing-imports-the-outermost-ring', 'src/queue', 'src/main.ts'),
  breaks('nothing-imports-the-outermost-ring', 'src/http', 'src/cli/target.ts'),
  breaks('only-main-and-cli-wire', 'jobs', 'src/wiring.ts'),
  breaks('set-up-needs-nothing', 'src/setup', 'zod'),
  breaks('set-up-needs-nothing', 'src/setup', 'src/config.ts'),
  breaks('service-does-not-use-the-set-up', 'src/cli', 'src/setup/target.ts'),
  breaks('service-does-not-use-tests', 'src/accounts', 'test/fakes/target.ts'),
  breaks('express-has-its-rooms', 'src/queue', 'express'),
  breaks('pictures-have-their-room', 'src/http', 'sharp'),
  breaks('bullmq-has-its-room', 'jobs', 'bullmq'),
  breaks('sql-has-its-room', 'src/cli', 'pg'),
  breaks('sql-has-its-room', 'src/http', 'kysely'),
  breaks('hubspot-client-has-its-room', 'src/http', '@hubspot/api-client'),
  breaks('react-has-its-room', 'src/http', 'react'),
  breaks('no-circle', 'src/accounts', 'src/accounts/circle.ts'),
  breaks('imports-resolve', 'src/store', 'src/store/missing.ts'),
  breaks('service-needs-no-dev-dependency', 'src/http', 'vitest'),
  keeps('src/value', 'src/identity/target.ts'),
  keeps('src/buying-center', 'graphology'),
  keeps('src/accounts', 'src/value/target.ts'),
  keeps('src/http', 'src/accounts/target.ts'),
  keeps('src/http', 'express'),
  keeps('webhooks', 'express'),
  keeps('src/store', 'pg'),
  keeps('src/queue', 'bullmq'),
  keeps('src/ui', 'src/http/api-contract.ts'),
  keeps('src/ui', 'src/buying-center/target.ts'),
  keeps('src/sandbox', 'src/config.ts'),
  keeps('src/sandbox', 'pg'),
  keeps('src/main.ts', 'src/sandbox/target.ts'),
  keeps('src/main.ts', 'src/wiring.ts'),
  keeps('src/cli', 'src/value/target.ts'),
  keeps('src/cli', 'src/sandbox/target.ts'),
  keeps('src/wiring.ts', 'src/store/target.ts'),
  keeps('test/store', 'src/store/target.ts'),
  keeps('test/store', 'vitest'),
];

const rooms = [
  'src/value',
  'src/identity',
  'src/buying-center',
  'src/accounts',
  'src/http',
  'src/hubspot',
  'src/store',
  'src/queue',
  'src/sandbox',
  'src/setup',
  'src/cli',
  'src/ui',
  'jobs',
  'test/fakes',
];
const singleFiles = ['src/main.ts', 'src/wiring.ts', 'src/config.ts', 'src/http/api-contract.ts'];
const dependencies = [
  'zod',
  'pino',
  'express',
  'bullmq',
  'pg',
  'kysely',
  'react',
  'graphology',
  'sharp',
  '@hubspot/api-client',
];

/** Writes the project in small into an empty folder. Returns, for each planted import, the file that holds it. */
export function plantImports(folder: string, planted: readonly PlantedImport[]): Map<PlantedImport, string> {
  for (const room of rooms) write(folder, `${room}/target.ts`, 'export const target = 1;\n');
  for (const file of singleFiles) write(folder, file, 'export const target = 1;\n');
  for (const name of [...dependencies, 'vitest']) {
    write(folder, `node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(folder, `node_modules/${name}/index.js`, 'exports.target = 1;\n');
  }
  const versions = (names: string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
  const packageFile = { name: 'planted', type: 'module', dependencies: versions(dependencies) };
  write(folder, 'package.json', JSON.stringify({ ...packageFile, devDependencies: versions(['vitest']) }));
  write(folder, 'tsconfig.json', JSON.stringify({ compilerOptions: { module: 'NodeNext', noEmit: true } }));
  return new Map(planted.map((each, number) => [each, plant(folder, each, number)]));
}

function plant(folder: string, { from, to }: PlantedImport, number: number): string {
  const file = from.endsWith('.ts')
    ? from
    : from.includes('api-contract')
      ? `${from}.ts`
      : `${from}/planted-${number}.ts`;
  const isOurs = /^(src|webhooks|jobs|test)\//.test(to);
  const relative = path.posix.relative(path.posix.dirname(file), to);
  const specifier = !isOurs ? to : relative.startsWith('.') ? relative : `./${relative}`;
  fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  fs.appendFileSync(path.join(folder, file), `import '${specifier}';\n`);
  if (to.endsWith('/circle.ts')) write(folder, to, `import './${path.posix.basename(file)}';\n`);
  return file;
}

function write(folder: string, file: string, text: string): void {
  const place = path.join(folder, file);
  fs.mkdirSync(path.dirname(place), { recursive: true });
  fs.writeFileSync(place, text);
}
