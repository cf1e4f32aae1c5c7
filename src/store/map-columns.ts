// What the account list shows of a map: drawn from it once, when it is kept.
import type { AccountLine } from '../accounts/account-reader-port.ts';
import type { AccountMap } from '../buying-center/model.ts';

type MapColumns = Pick<
  AccountLine,
  'coveragePercent' | 'coverageStatus' | 'coverageCells' | 'missingRoles' | 'people' | 'valueAtRiskMinor' | 'builtAt'
> & { singleThreaded: boolean };

/** Cells stand for required roles alone; placeholders and people who left are not counted as people. */
export function mapColumns({ coverage, people, builtAt }: AccountMap): MapColumns {
  return {
    coveragePercent: coverage.percent,
    coverageStatus: coverage.status,
    coverageCells: coverage.roles.filter((each) => each.required).map(({ role, level }) => ({ role, level })),
    missingRoles: coverage.missingRoles,
    people: people.filter((person) => !person.placeholder && person.left === null).length,
    valueAtRiskMinor: coverage.valueAtRiskMinor,
    builtAt,
    singleThreaded: coverage.singleThreaded,
  };
}
