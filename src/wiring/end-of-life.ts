// Ends everything that was started, last first, within a bound; each step runs even where the one before it failed.
import type { Logger } from 'pino';

export interface EndOfLife {
  /** What is to be ended; it ends before all that was added earlier. */
  add(name: string, end: () => unknown): void;
  end(log: Logger | null): Promise<void>;
}

export function endOfLife(): EndOfLife {
  const steps: { name: string; end: () => unknown }[] = [];
  return {
    add: (name, end) => {
      steps.push({ name, end });
    },
    async end(log) {
      for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
        try {
          await step.end();
        } catch (error) {
          log?.error({ err: error, step: step.name }, 'a part did not end cleanly');
        }
      }
    },
  };
}
