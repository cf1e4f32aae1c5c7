// `npm run bench:graph`: rebuilding and laying out accounts, beside the marks, and how the cost grows with ten times the size.
import { buildAccountMap } from '../../src/buying-center/build-account-map.ts';
import { layoutMap } from '../../src/buying-center/layout-map.ts';
import { renderMapSvg } from '../../src/buying-center/render-map-svg.ts';
import { madeAccount } from '../buying-center/make-account.ts';

const rebuildMarkMs = 300;
const layoutMarkMs = 50;
const pictureMarkMs = 300;
const portalMarkMs = 30_000;

/** The median of some runs, after one that warms up. */
function medianMs(runs: number, work: () => void): number {
  work();
  const times = Array.from({ length: runs }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0;
}

let missed = 0;

function report(what: string, { ms, markMs }: { ms: number; markMs: number }): void {
  const holds = ms <= markMs;
  if (!holds) missed++;
  console.log(`${what.padEnd(58)}${ms.toFixed(1).padStart(9)} ms   mark ${markMs} ms   ${holds ? 'holds' : 'MISSED'}`);
}

const small = madeAccount({ people: 200, interactions: 5_000 });
const large = madeAccount({ people: 2_000, interactions: 50_000 });
const smallMs = medianMs(7, () => buildAccountMap(small));
const largeMs = medianMs(7, () => buildAccountMap(large));
report('rebuild, 2,000 people, 50,000 interactions', { ms: largeMs, markMs: rebuildMarkMs });
console.log(
  `  growth for ten times the size: ${(largeMs / smallMs).toFixed(1)} times (${smallMs.toFixed(1)} ms for a tenth)`,
);

const [smallMap, largeMap] = [buildAccountMap(small), buildAccountMap(large)];
report('layout, 2,000 people, 300 cards', { ms: medianMs(9, () => layoutMap(largeMap)), markMs: layoutMarkMs });
const everybody = { focus: 'all', cardsMax: 5_000 } as const;
const smallLayoutMs = medianMs(9, () => layoutMap(smallMap, everybody));
const largeLayoutMs = medianMs(9, () => layoutMap(largeMap, everybody));
report('layout, 2,000 people, a card for everybody', { ms: largeLayoutMs, markMs: layoutMarkMs });
console.log(`  growth for ten times the size: ${(largeLayoutMs / smallLayoutMs).toFixed(1)} times`);
const pictureMs = medianMs(9, () => {
  const layout = layoutMap(largeMap, { size: 'picture' });
  renderMapSvg({ map: largeMap, layout, locale: 'en' });
});
report('picture of it: layout and SVG', { ms: pictureMs, markMs: pictureMarkMs });

const start = performance.now();
for (let at = 0; at < 10_000; at++) {
  layoutMap(buildAccountMap(madeAccount({ people: 20, interactions: 100 }, at)), { size: 'picture' });
}
report('10,000 accounts of 20 people: made, rebuilt, laid out', {
  ms: performance.now() - start,
  markMs: portalMarkMs,
});
process.exitCode = missed === 0 ? 0 : 1;
