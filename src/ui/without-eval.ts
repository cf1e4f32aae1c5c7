// The pages' policy forbids building code from text: zod must not try, and must know before it reads anything.
import { z } from 'zod';

z.config({ jitless: true });
