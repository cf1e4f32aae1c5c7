// Cuts a list into HubSpot's batch sizes and works on a few batches at a time.

/** Results in the order of the batches. The first failure is thrown once the batches under way have ended. */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  size: number,
  work: (batch: Item[]) => Promise<Result>,
): Promise<Result[]> {
  const starts = Array.from({ length: Math.ceil(items.length / size) }, (_, index) => index * size);
  const results = new Map<number, Result>();
  const queue = starts.values();
  const lane = async (): Promise<void> => {
    for (const start of queue) results.set(start, await work(items.slice(start, start + size)));
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(lanesMax, starts.length) }, lane));
  const failed = lanes.find((settled) => settled.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return starts.flatMap((start) => {
    const result = results.get(start);
    return result === undefined ? [] : [result];
  });
}

const lanesMax = 4;
