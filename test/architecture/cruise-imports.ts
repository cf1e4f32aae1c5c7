// Runs dependency-cruiser with the project's own rules over a folder that is laid out like the project.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';

export const projectRoot = path.resolve(import.meta.dirname, '../..');
const rulesFile = path.join(projectRoot, '.dependency-cruiser.cjs');

const roots = ['src', 'webhooks', 'jobs', 'test'];
const outputMaxBytes = 256 * 1024 * 1024;

const reportSchema = z.object({
  summary: z.object({
    totalCruised: z.number(),
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

export type CruiseReport = z.infer<typeof reportSchema>['summary'];

/** @param folder holds src, webhooks, jobs, test and a tsconfig.json. @throws Error where the cruiser itself fails. */
export function cruiseImports(folder: string): CruiseReport {
  const cruiser = path.join(projectRoot, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const present = roots.filter((root) => fs.existsSync(path.join(folder, root)));
  const run = spawnSync(process.execPath, [cruiser, ...present, '--config', rulesFile, '--output-type', 'json'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: outputMaxBytes,
  });
  if (!run.stdout.startsWith('{')) throw new Error(`dependency-cruiser failed: ${run.stderr}`);
  return reportSchema.parse(JSON.parse(run.stdout)).summary;
}

/** The names of all rules, as the settings file has them. */
export function ruleNames(): string[] {
  const settings: unknown = createRequire(import.meta.url)(rulesFile);
  const parsed = z.object({ forbidden: z.array(z.object({ name: z.string() })) }).parse(settings);
  return parsed.forbidden.map((rule) => rule.name);
}
