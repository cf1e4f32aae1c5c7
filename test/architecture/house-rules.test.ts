// The conventions that no linter knows: read over every file that people wrote, and each tried on a line that breaks it.
import { describe, expect, test } from 'vitest';
import { type SourceFile, sourceFiles } from './source-files.ts';

interface HouseRule {
  name: string;
  /** What is wrong in a file: one entry for each place. */
  faults(file: SourceFile): string[];
  /** A file that breaks the rule. */
  broken: SourceFile;
}

const linesMax = 300;
const code = /^(src|webhooks|jobs|test)\/.*\.(ts|tsx|mjs)$/;
const serviceCode = /^(src|webhooks|jobs)\/.*\.(ts|tsx|mjs)$/;

/** Words are put together here, so that this file does not break its own rules. */
const word = (...parts: string[]) => parts.join('');

const rules: HouseRule[] = [
  {
    name: `a file of code has at most ${linesMax} lines`,
    faults: ({ name, text }) => {
      const lines = text.split('\n').length - 1;
      return code.test(name) && lines > linesMax ? [`${lines} lines`] : [];
    },
    broken: { name: 'src/long.ts', text: '\n'.repeat(linesMax + 1) },
  },
  {
    name: 'a module begins with what it is for',
    faults: ({ name, text }) =>
      serviceCode.test(name) && !/^(\/\/ |\/\*\*? )\S/.test(text) ? [text.split('\n')[0] ?? ''] : [],
    broken: { name: 'src/silent.ts', text: "import fs from 'node:fs';\n" },
  },
  lineRule({
    name: 'nothing is left for later',
    pattern: new RegExp(
      `(//|/\\*|^\\s*\\*|#|--).*\\b(${word('TO', 'DO')}|${word('FIX', 'ME')}|${word('X', 'XX')}|for ${word('now')})\\b`,
    ),
    broken: `// ${word('TO', 'DO')}: later`,
  }),
  lineRule({
    name: 'no path of one machine is written down',
    pattern: /(^|[^\w.])\/(work|root|home\/\w+)\//,
    broken: `const folder = '${word('/wo', 'rk/data')}';`,
  }),
  lineRule({
    name: 'no package registry is written down',
    pattern: /registry\.npmjs|registry\.yarnpkg|deb\.debian\.org|security\.debian\.org/,
    broken: `fetch('https://${word('registry', '.npmjs.org')}/x');`,
  }),
  lineRule({
    name: 'no test is left out',
    pattern: /\b(describe|it|test|suite|bench)(\.\w+)*\.(skip|only|todo|fails|skipIf|runIf)\b|\bctx\.skip\(/,
    files: /^test\//,
    broken: word('test', ".skip('x', () => {});"),
  }),
  lineRule({
    name: 'no module is mocked',
    pattern: /\bvi\.(mock|doMock|hoisted)\(/,
    files: /^test\//,
    broken: word('vi', ".mock('node:fs');"),
  }),
  lineRule({
    name: 'the compiler is not silenced',
    pattern: /@ts-(ignore|nocheck|expect-error)\b/,
    broken: `// ${word('@ts', '-ignore')}`,
  }),
  lineRule({
    name: 'only config reads the environment',
    pattern: /process\.env(?!\w)/,
    files: /^(src\/(?!setup\/|config\.ts$)|webhooks\/|jobs\/)/,
    allowed: /readConfig\(process\.env\)/,
    broken: word('const port = process', '.env.PORT;'),
  }),
];

describe.each(rules)('$name', ({ faults, broken }) => {
  test('in every file', () => {
    const files = sourceFiles();
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap((file) => faults(file).map((fault) => `${file.name}: ${fault}`))).toEqual([]);
  });

  test('and a file that breaks it is found', () => {
    expect(faults(broken)).toHaveLength(1);
  });
});

interface LineRule {
  name: string;
  pattern: RegExp;
  /** Which files are read; all, where it is not given. */
  files?: RegExp;
  /** What may stand in a line in spite of the pattern. */
  allowed?: RegExp;
  broken: string;
}

function lineRule({ name, pattern, files = /./, allowed, broken }: LineRule): HouseRule {
  return {
    name,
    faults: (file) => {
      if (!files.test(file.name)) return [];
      const lines = file.text.split('\n').map((line, index) => ({ line, number: index + 1 }));
      return lines
        .filter(({ line }) => pattern.test(line) && !allowed?.test(line))
        .map(({ line, number }) => `${number}: ${line.trim()}`);
    },
    broken: { name: files.test('src/broken.ts') ? 'src/broken.ts' : 'test/broken.test.ts', text: broken },
  };
}
