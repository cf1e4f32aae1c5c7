// `npm run bench:quiet`: how many writes a portal causes in which nothing happens, over 1, 7 and 30 nights.
import { parseArgs } from 'node:util';
import { quietPortal } from './quiet-portal.ts';

const { values: options } = parseArgs({
  options: { accounts: { type: 'string', default: '10000' }, nights: { type: 'string', default: '30' } },
});
const accounts = Number(options.accounts);
const nights = Number(options.nights);
const spend = quietPortal(accounts);
const first = spend(0);
console.log(`${accounts} accounts, first computation: ${first.objects} records, ${first.properties} properties`);
const sum = { objects: 0, properties: 0 };
const byProperty: Record<string, number> = {};
for (let night = 1; night <= nights; night += 1) {
  const { objects, properties, byProperty: ofNight } = spend(night);
  sum.objects += objects;
  sum.properties += properties;
  for (const [name, count] of Object.entries(ofNight)) byProperty[name] = (byProperty[name] ?? 0) + count;
  if (night === 1 || night === 7 || night === 30 || night === nights) {
    const share = (100 * sum.objects) / (first.objects * night);
    const calls = Math.ceil(sum.objects / 100) * 2;
    console.log(
      `after ${night} quiet night${night === 1 ? '' : 's'}: ${sum.objects} records, ${sum.properties} properties; ${share.toFixed(2)}% of the records a night; at least ${calls} calls`,
    );
  }
}
for (const [name, count] of Object.entries(byProperty).toSorted(([, left], [, right]) => right - left))
  console.log(`  ${name}: ${count}`);
