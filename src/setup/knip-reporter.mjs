// Says how many files Knip has read, beside its own report: none read would be none unused.

/** @param {{ counters: { processed: number } }} results */
export default function reportFileCount({ counters }) {
  console.log(`Knip read ${counters.processed} files`);
}
