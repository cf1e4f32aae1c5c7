// A contact as a card, a code or a row of text states it: the form in which every reader answers.

export interface ContactCard {
  name: { given: string; family: string; full: string };
  title: string;
  company: string;
  emails: string[];
  /** E.164 where the number and its country are clear, as written otherwise. */
  phones: string[];
  urls: string[];
  address: string;
  note: string;
  /** File, and for several contacts in one the position: `people.vcf#2`. */
  source: string;
  /** What could not be read or was repaired, in words. */
  warnings: string[];
}

export function emptyCard(source: string): ContactCard {
  return {
    name: { given: '', family: '', full: '' },
    title: '',
    company: '',
    emails: [],
    phones: [],
    urls: [],
    address: '',
    note: '',
    source,
    warnings: [],
  };
}
