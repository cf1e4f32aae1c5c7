// The assumptions behind every value until a portal sets its own.
import type { ValueSettings } from './model.ts';

/** Discount rate, margin and horizon as in most published valuations of customer bases (Fader, Hardie & Lee 2005). */
export const defaultValueSettings: ValueSettings = {
  currency: 'USD',
  discountRate: 0.1,
  marginDefault: 0.3,
  horizonYears: 20,
  fit: 'map',
  daysPerUnit: null,
  pipelineCoverage: 1,
  classShare: 0.5,
  mvcShareMax: 0.3,
  draws: 200,
  seed: 20_051,
};
