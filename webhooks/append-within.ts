// Keeps rows in the inbox within a time limit: a store that hangs must not hold HubSpot's request.
import type { InboxWriter } from '../src/accounts/ports.ts';

type Row = Parameters<InboxWriter['append']>[0];

/**
 * Appends in order and resolves when all rows are committed. After a failure part of them may be kept: the sender comes
 * again with all, and applying a notification twice changes nothing.
 */
export async function appendWithin(
  inbox: InboxWriter,
  rows: readonly Row[],
  timeoutMs: number,
): Promise<{ ok: true } | { ok: false; reason: string }> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<'expired'>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, 'expired');
  });
  try {
    const outcome = await Promise.race([appendAll(inbox, rows), expired]);
    return outcome === 'expired' ? { ok: false, reason: 'the store did not answer in time' } : { ok: true };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.name : 'unknown error' };
  } finally {
    clearTimeout(timer);
  }
}

async function appendAll(inbox: InboxWriter, rows: readonly Row[]): Promise<'kept'> {
  for (const row of rows) await inbox.append(row);
  return 'kept';
}
