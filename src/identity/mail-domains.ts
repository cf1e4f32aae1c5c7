// What a mailbox says beyond its owner: role addresses that belong to an office, free providers whose domain names no employer.
import { parse as parseDomain } from 'tldts';

const roleMailboxes = new Set(
  'info sales contact office admin support hello mail service team marketing hr jobs billing accounts enquiries enquiry reception noreply no-reply webmaster postmaster careers press orders finance kontakt vertrieb buero einkauf accueil ventas kinhdoanh lienhe hotro ketoan nhansu cskh vanthu tuyendung'.split(
    ' ',
  ),
);
const freeProviders = new Set(
  'gmail googlemail hotmail outlook live msn yahoo ymail rocketmail aol icloud me mac gmx web t-online freenet posteo mailbox proton protonmail pm tutanota zoho yandex mail inbox list qq 163 126 sina naver daum hanmail kakao fastmail hey hushmail comcast verizon att sbcglobal bellsouth cox charter earthlink btinternet virginmedia sky orange wanadoo free laposte libero virgilio tiscali bluewin terra uol bol rediffmail vnn fpt viettel'.split(
    ' ',
  ),
);

export function isRoleMailbox(local: string): boolean {
  return roleMailboxes.has(local);
}

/** The registrable domain (public suffix list, private suffixes too) of a web or mail address; empty for free mail and for none. */
export function companyDomain(address: string): string {
  const { domain, domainWithoutSuffix } = parseDomain(address, { allowPrivateDomains: true });
  if (domain === null || domainWithoutSuffix === null || freeProviders.has(domainWithoutSuffix)) return '';
  return domain;
}

/** Lower case, `+tag` off, dots out of Gmail's local part; empty where there is no address in the text. */
export function normalMailbox(text: string): string {
  const found = /[^\s<>"(),;:]+@[^\s<>"(),;:@]+/.exec(text)?.[0]?.replace(/[.>]+$/, '');
  if (found === undefined) return '';
  const [local = '', domain = ''] = found.split('@');
  const bare = local.replace(/(?<=.)\+.*$/, '');
  return /^(gmail|googlemail)\.com$/.test(domain) ? `${bare.replaceAll('.', '')}@gmail.com` : `${bare}@${domain}`;
}
