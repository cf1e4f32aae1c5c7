// The import rings: the project keeps to them, and each rule is shown to fail on an import that breaks it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CruiseReport, cruiseImports, projectRoot, ruleNames } from './architecture/cruise-imports.ts';
import { type PlantedImport, plantedImports, plantImports } from './architecture/planted-imports.ts';

test('no import of the project crosses a ring', () => {
  const report = cruiseImports(projectRoot);
  expect(report.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  expect(report.totalCruised).toBeGreaterThan(20);
});

describe('each ring rule can fail', () => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-rings-')));
  let fileOf: Map<PlantedImport, string>;
  let report: CruiseReport;

  beforeAll(() => {
    fileOf = plantImports(folder, plantedImports);
    report = cruiseImports(folder);
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  const rulesReported = (planted: PlantedImport) => {
    const file = fileOf.get(planted) ?? '';
    // A circle is reported once, from either of its ends.
    const isThisImport = ({ from, to }: { from: string; to: string }) =>
      (from === file && to.endsWith(endOf(planted.to))) || (from === planted.to && to === file);
    return report.violations.filter(isThisImport).map(({ rule }) => rule.name);
  };

  test.each(plantedImports.filter(({ rule }) => rule !== undefined))('$rule reports $from → $to', (planted) => {
    expect(rulesReported(planted)).toContain(planted.rule);
  });

  test.each(plantedImports.filter(({ rule }) => rule === undefined))('$from → $to is allowed', (planted) => {
    expect(rulesReported(planted)).toEqual([]);
  });

  test('every rule has a planted import that breaks it', () => {
    const planted = new Set(plantedImports.map(({ rule }) => rule));
    expect(ruleNames().filter((name) => !planted.has(name))).toEqual([]);
  });
});

/** How the end of an import is reported: a built-in by its bare name, a package as a file inside it. */
function endOf(target: string): string {
  if (target.startsWith('node:')) return target.slice('node:'.length);
  return /^(src|jobs|test)\//.test(target) ? path.posix.basename(target) : `${target}/index.js`;
}
