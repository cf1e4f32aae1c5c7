// Cities, states and countries that lists write in several ways, brought to one. Folded text in and out.

const states =
  'alabama al|alaska ak|arizona az|arkansas ar|california ca|colorado co|connecticut ct|delaware de|florida fl|georgia ga|hawaii hi|idaho id|illinois il|indiana in|iowa ia|kansas ks|kentucky ky|louisiana la|maine me|maryland md|massachusetts ma|michigan mi|minnesota mn|mississippi ms|missouri mo|montana mt|nebraska ne|nevada nv|new hampshire nh|new jersey nj|new mexico nm|new york ny|north carolina nc|north dakota nd|ohio oh|oklahoma ok|oregon or|pennsylvania pa|rhode island ri|south carolina sc|south dakota sd|tennessee tn|texas tx|utah ut|vermont vt|virginia va|washington wa|west virginia wv|wisconsin wi|wyoming wy|new south wales nsw|victoria vic|queensland qld|south australia sa|western australia wa|tasmania tas|northern territory nt|australian capital territory act|ontario on|quebec qc|british columbia bc|alberta ab|manitoba mb|saskatchewan sk|nova scotia ns|new brunswick nb';
const countries =
  'united states us|united states of america us|usa us|u s a us|america us|united kingdom gb|uk gb|great britain gb|england gb|viet nam vn|vietnam vn|germany de|deutschland de|duc de|france fr|phap fr|japan jp|nhat ban jp|china cn|trung quoc cn|south korea kr|korea kr|han quoc kr|republic of korea kr|singapore sg|spain es|italy it|netherlands nl|the netherlands nl|holland nl|switzerland ch|austria at|belgium be|canada ca|australia au|india in|russia ru|russian federation ru|brazil br|mexico mx|poland pl|sweden se|norway no|denmark dk|finland fi|ireland ie|portugal pt|thailand th|thai lan th|malaysia my|indonesia id|philippines ph|taiwan tw|dai loan tw|hong kong hk|new zealand nz';
const cities =
  'tphcm ho chi minh|tp hcm ho chi minh|hcm ho chi minh|hcmc ho chi minh|sai gon ho chi minh|saigon ho chi minh|ho chi minh city ho chi minh|hanoi ha noi|danang da nang|haiphong hai phong|cantho can tho|munich munchen|cologne koln|nyc new york|new york city new york|sf san francisco|la los angeles|lv las vegas';

const stateCodes = pairs(states, 1);
const countryCodes = pairs(countries, 1);
const cityNames = new Map(
  cities.split('|').map((entry): [string, string] => {
    const at = [
      'ho chi minh',
      'ha noi',
      'da nang',
      'hai phong',
      'can tho',
      'munchen',
      'koln',
      'new york',
      'san francisco',
      'los angeles',
      'las vegas',
    ].find((name) => entry.endsWith(` ${name}`));
    const name = at ?? '';
    return [entry.slice(0, entry.length - name.length - 1), name];
  }),
);

function pairs(list: string, codeWords: number): Map<string, string> {
  return new Map(
    list.split('|').map((entry): [string, string] => {
      const words = entry.split(' ');
      return [words.slice(0, -codeWords).join(' '), words.slice(-codeWords).join(' ')];
    }),
  );
}

export function normalState(folded: string): string {
  return stateCodes.get(folded) ?? folded.replace(/^(tinh|thanh pho|tp) (?=.)/, '');
}

export function normalCountry(folded: string): string {
  return countryCodes.get(folded) ?? folded;
}

export function normalCity(folded: string): string {
  const bare = folded.replace(/^(thanh pho|tp|tinh|quan|huyen|thi xa) (?=\p{L}{2})/u, '');
  return cityNames.get(folded) ?? cityNames.get(bare) ?? bare;
}
