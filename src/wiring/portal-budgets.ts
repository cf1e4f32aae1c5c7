// One call budget a portal: kept in the process where it is alone with the database, else shared through it.
import type { CallSlots } from '../accounts/call-slots-port.ts';
import { type CallBudget, createCallBudget } from '../hubspot/call-budget.ts';
import { createSharedCallBudget } from '../hubspot/shared-call-budget.ts';

export function portalBudgets(parts: {
  isExclusive: boolean;
  slots: CallSlots;
  now: () => number;
}): (portalId: number) => CallBudget {
  const budgets = new Map<number, CallBudget>();
  return (portalId) => {
    const known = budgets.get(portalId);
    if (known !== undefined) return known;
    const made = parts.isExclusive ? createCallBudget(parts.now) : createSharedCallBudget({ ...parts, portalId });
    budgets.set(portalId, made);
    return made;
  };
}
