// The fields by which people and companies are told apart, and the usual names of their columns.

export const identityFields = [
  'given_name',
  'middle_name',
  'surname',
  'full_name',
  'suffix',
  'email',
  'phone',
  'company',
  'title',
  'gender',
  'street_number',
  'street',
  'street_2',
  'address',
  'city',
  'postcode',
  'state',
  'country',
  'birth_date',
  'birth_day',
  'birth_month',
  'birth_year',
  'birth_place',
  'social_number',
  'passport_number',
  'license_number',
  'national_id',
  'tax_number',
  'bank_account',
  'web',
  'profile',
  'category',
  'subject',
  'authors',
] as const;
export type IdentityField = (typeof identityFields)[number];

/** Usual spellings of column names, folded, in English and Vietnamese and some in German, French and Spanish; `|` between them. */
export const spellings: Record<IdentityField, string> = {
  given_name:
    'given name|given names|first name|firstname|forename|first|fname|givenname|primary name first|fname c1|ten|ten goi|ten rieng|vorname|prenom|given|first names|primary name given|chu dem va ten|ten dem va ten|ten va ten dem|christian name|名',
  middle_name:
    'middle name|middlename|middle|primary name middle|fname c2|ten dem|ten lot|dem|middle initial|midl name|mid name|second name|additional name',
  surname:
    'surname|last name|lastname|family name|familyname|last|lname|primary name last|lname c1|ho|ho dem|ho va ten dem|nachname|nom|family|sname|second surname|apellido|apellidos|ho va dem|ho va chu dem|姓|성|苗字',
  full_name:
    'name|full name|fullname|contact name|contact|person|person name|attendee|attendee name|user name original name|user name|primary name full|ho ten|ho va ten|ten day du|nguoi lien he|khach moi|client|customer|customer name|guest|guest name|participant|participant name|member|delegate|lead name|display name|person full name|hoten|ten khach hang|ten khach|ten nguoi lien he|ho ten khach hang|name full|nom complet|nombre completo|first and surname|khach hang|nguoi dai dien|nguoi tham du|ten nguoi tham du|氏名|名前|お名前|姓名|이름|성명',
  suffix: 'suffix|name suffix|generation|name suffix lbl|name sufx cd|primary name suffix',
  email:
    'email|e mail|mail|email address|e mail address|work email|business email|emailaddress|thu dien tu|dia chi email|hop thu|mail address|emails|e mails|email id|kontakt email|courriel|correo|correo electronico|thu|hop thu dien tu|email cong ty|email ca nhan|メール|メールアドレス|邮箱|電子郵件|电子邮件|이메일',
  phone:
    'phone|phone number|telephone|tel|mobile|mobile phone|mobile phone number|cell|cell phone|work phone|phonenumber|mobilephone|dien thoai|so dien thoai|sdt|di dong|dtdd|so di dong|dt|telefon|telefono|mobil|mobile number|contact number|phone no|tel no|tel number|handy|so dt|so dtdd|hotline|dien thoai di dong|dien thoai ban|so may|so lien he|dien thoai lien he|whatsapp|zalo|so zalo|電話|電話番号|携帯|携帯電話|电话|手机|手机号|전화|전화번호|휴대폰',
  company:
    'company|company name|organisation|organization|org|employer|account|account name|site name|business name|primary name org|legal name|firm|cong ty|ten cong ty|doanh nghiep|ten doanh nghiep|to chuc|don vi|co quan|firma|business|supplier|vendor|customer company|corporate name|trading name|hospital|hospital name|facility|facility name|provider|provider name|organisation name|organization name|company or organization|name of organization|unternehmen|societe|entreprise|empresa|name org|institution|institution name|affiliation|noi cong tac|noi lam viec|co quan cong tac|ten don vi|ten to chuc|truong|ten co quan|school|school name|restaurant|restaurant name|agency|dba|co|会社|会社名|勤務先|公司|公司名称|单位|회사|회사명',
  title:
    'title|job title|jobtitle|position|role|function|occupation|chuc danh|chuc vu|vi tri|nghe nghiep|designation|job|job role|headline|position title|chuc vu cong tac|cong viec|funktion|poste|役職|部署|职位|职务|직책|직위|organization title',
  gender: 'gender|sex|gioi tinh|gender code|sex code|phai',
  street_number: 'street number|house number|number|streetnumber|so nha',
  street:
    'street|street address|address 1|address line 1|address1|addr line1|street name|duong|ten duong|strasse|address street|street1|res street address|strasse hausnummer|dia chi duong|addressline1|address line|addr1|street 1|adresse 1',
  street_2:
    'address 2|address line 2|address2|unit|apartment|addr line2|apt|addr2|street 2|street2|addressline2|adresse 2',
  address:
    'address|full address|addr|addr full|mailing address|dia chi|adresse|street and number|dia chi lien he|dia chi nha|dia chi cong ty|addr line|dia chi thuong tru|full addr|location|postal address|registered address|tru so|dia chi tru so|住所|地址|주소',
  city: 'city|town|suburb|locality|addr city|municipality|thanh pho|tinh thanh pho|tinh thanh|quan huyen|ort|ville|res city desc|stadt|ciudad|place|address city|tp|cityname|village|xa phuong|municipality name',
  postcode:
    'postcode|post code|postal code|zip|zip code|zipcode|addr postal code|postcode fake|plz|ma buu chinh|ma buu dien|ma zip|eircode|pin code|pincode|address postcode|postalcode|res zip|cp|code postal|郵便番号|邮编|우편번호',
  state:
    'state|province|region|state region|addr state|county|tinh|address state|prefecture|statename|bundesland|tinh tp',
  country:
    'country|country region|addr country|nation|quoc gia|nuoc|land|pays|pais|country name|country code|country region name',
  birth_date:
    'date of birth|dob|birth date|birthdate|birthday|born|dateofbirth|ngay sinh|sinh ngay|geburtsdatum|date naissance|birth|ngay thang nam sinh|ns',
  birth_day: 'birth day|bd|day of birth',
  birth_month: 'birth month|bm|month of birth|thang sinh',
  birth_year: 'birth year|by|year of birth|yob|nam sinh|year birth|birthyear',
  birth_place: 'birth place|birthplace|place of birth|noi sinh|que quan',
  social_number: 'soc sec id|ssn|ssn number|social security number|social number|social security|sin|nhs number',
  passport_number: 'passport number|passport|passport no|so ho chieu|ho chieu',
  license_number:
    'drivers license number|drivers license|driver license|driver licence|license number|drivers licence number|giay phep lai xe|gplx',
  national_id:
    'national id|national id number|id card|id card number|identity card|cccd|cmnd|so cccd|so cmnd|can cuoc|can cuoc cong dan|so can cuoc|personnummer|nino|so dinh danh',
  tax_number:
    'tax number|tax id|tax id number|vat number|vat id|tin|uen|ma so thue|mst|tax no|taxid|vat|vat no|ein|abn|siret|siren|company number|registration number|company registration number|crn|dkkd|ma so doanh nghiep|msdn|lei|lei number|tax code|mst dn',
  bank_account:
    'bank account|iban|account number|bank account number|so tai khoan|stk|tai khoan ngan hang|account no|bank account no|swift account|konto',
  web: 'web|website|url|domain|company domain name|domain name|homepage|trang web|web site|company url|company website|site|trang chu|dia chi web|company domain|webseite|url website',
  profile: 'linkedin|linkedin url|linkedin profile|linkedin profile url|profile url|linkedin bio',
  category: 'category|type|industry|cuisine|sector|nganh|nganh nghe|linh vuc|kind|speciality|specialty',
  subject: 'paper title|publication title|product name|song name|item name',
  authors: 'authors|author|author s|tac gia',
};
