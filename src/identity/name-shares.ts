// How common the commonest names are among those who bear names of their language: what an agreement on them is worth before a list says
// more. Public census and telephone-book counts, rounded.

const surnames =
  'nguyen 38|tran 11|le 9.5|pham 7|hoang 5|huynh 5|phan 4.5|vu 3.9|vo 3.9|dang 2.1|bui 2|do 1.4|ho 1.3|ngo 1.3|duong 1|kim 20|lee 14|park 8|choi 5|jung 4.5|wang 7|li 7|zhang 7|liu 5|chen 4.5|yang 3|smith 1|johnson .8|williams .7|brown .6|jones .6|garcia .6|miller .5|davis .5|martin .5|muller 1|schmidt .8|schneider .5|rossi .4|silva 1|singh 2|kumar 2|khan 2|sato 1.5|suzuki 1.4|tanaka 1|ivanov .5';
const givenNames =
  'anh 4|an 2|binh 1.5|dung 2.5|duc 2|ha 2|hai 2|hanh 1.5|hieu 1.5|hoa 2|hong 2|hung 3|huong 2.5|lan 2|linh 3|long 2|mai 2|minh 3|nam 2|nga 1.5|ngoc 2|nhung 1.2|phong 1|phuong 2.5|quan 1|quang 1.5|son 1.5|tam 1|thao 2|thang 2|thanh 3|thuy 2.5|trang 2.5|trung 2|tu 1.5|tuan 3|tung 2|van 1.5|john 1.5|james 1.5|robert 1.5|michael 1.8|david 1.5|mary 1.2|mohamed 2|muhammad 2|maria 2|peter 1|thomas 1.2|anna 1.2';
const middleNames =
  'van 22|thi 35|minh 5|duc 4|thanh 5|ngoc 5|huu 3|xuan 3|thu 3|kim 3|quoc 3|hoang 3|a 8|j 8|m 8|l 6|d 5|e 5|r 5|s 5|c 5|b 4|ann 4|marie 3|lee 3|james 2';

const shares: Record<string, Map<string, number>> = {
  surname: toShares(surnames),
  given_name: toShares(givenNames),
  middle_name: toShares(middleNames),
};

function toShares(list: string): Map<string, number> {
  return new Map(
    list.split('|').map((entry): [string, number] => {
      const [name = '', percent = '0'] = entry.split(' ');
      return [name, Number(percent) / 100];
    }),
  );
}

/** Of a folded value, for a comparison by its name; undefined where nothing is known. */
export function commonShare(comparison: string, value: string): number | undefined {
  return shares[comparison]?.get(value);
}
