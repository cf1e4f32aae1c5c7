// Asks a batch read again while HubSpot failed on some of its rows: such a row is no missing one, and taking it for gone would delete it.
import { CrmUnavailableError } from '../accounts/crm.ts';
import type { RowError } from './wire-schemas.ts';

const attemptsMax = 4;
const retryAfterMs = 10_000;

/** @throws CrmUnavailableError where rows keep failing. */
export async function readCompletely<Answer extends { errors: RowError[] }>(
  what: string,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const answer = await ask();
    if (answer.errors.every(isNotThere)) return answer;
  }
  throw new CrmUnavailableError(`HubSpot could not read some ${what}.`, { retryAfterMs });
}

/** Rows without a category are left out as a rule; ids that HubSpot calls invalid belong to nothing. */
function isNotThere({ category }: RowError): boolean {
  return category === null || category.includes('NOT_FOUND') || category === 'VALIDATION_ERROR';
}
