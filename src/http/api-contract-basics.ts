// What several answers of the API are made of.
import { z } from 'zod';
import { roles } from '../buying-center/model.ts';
import { lifecycleStages, valueClasses } from '../value/model.ts';

export const epochMs = z.number().meta({ description: 'Epoch milliseconds' });
export const minor = z.number().meta({ description: 'Money in minor units of the currency beside it' });
export const reason = z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) });
export const role = z.enum(roles);
export const valueClass = z.enum(valueClasses);
export const stage = z.enum(lifecycleStages);
export const level = z.enum(['filled', 'weak', 'missing']);
