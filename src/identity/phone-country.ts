// Phones in E.164, with the country that a card itself tells where the number does not.
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { parse as parseDomain } from 'tldts';

export type { CountryCode };

const countryByEnding: Record<string, CountryCode> = {
  vn: 'VN',
  uk: 'GB',
  de: 'DE',
  at: 'AT',
  ch: 'CH',
  fr: 'FR',
  es: 'ES',
  it: 'IT',
  nl: 'NL',
  be: 'BE',
  se: 'SE',
  dk: 'DK',
  no: 'NO',
  fi: 'FI',
  pl: 'PL',
  pt: 'PT',
  ie: 'IE',
  jp: 'JP',
  cn: 'CN',
  kr: 'KR',
  tw: 'TW',
  sg: 'SG',
  my: 'MY',
  th: 'TH',
  id: 'ID',
  ph: 'PH',
  in: 'IN',
  au: 'AU',
  nz: 'NZ',
  br: 'BR',
  mx: 'MX',
  ca: 'CA',
  us: 'US',
};

/** The country that the text's own words or its domains point to. */
export function defaultCountry(text: string): CountryCode | undefined {
  const prefixed = [...text.matchAll(/\+\d[\d\s().-]{7,}/g)].map(
    ([written]) => parsePhoneNumberFromString(written)?.country,
  );
  const known = prefixed.find((country) => country !== undefined);
  if (known !== undefined) return known;
  if (/việt nam|vietnam|hà nội|hồ chí minh|đà nẵng|TP\. ?HCM/i.test(text)) return 'VN';
  if (/\b(USA|United States|[A-Z]{2} \d{5}(-\d{4})?)\b/.test(text)) return 'US';
  for (const [domain] of text.matchAll(/[\w-]+(\.[\w-]+)+/g)) {
    const ending = parseDomain(domain).publicSuffix?.split('.').at(-1) ?? '';
    const country = countryByEnding[ending];
    if (country !== undefined) return country;
  }
  return undefined;
}

/** E.164, or the text as it was where it is no number of any country. */
export function toE164(written: string, country: CountryCode | undefined): string {
  const number = parsePhoneNumberFromString(written, country === undefined ? {} : { defaultCountry: country });
  return number?.isPossible() === true ? number.number : written;
}

export function isCountryCode(text: string): text is CountryCode {
  return isSupportedCountry(text);
}
