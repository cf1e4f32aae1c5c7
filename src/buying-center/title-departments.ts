// The department that the words of a job title name. Patterns meet folded text (lower case, no marks); the first that fits decides.

interface DepartmentRule {
  department: string;
  pattern: RegExp;
}

/** HubSpot-like departments. */
export const departmentRules: DepartmentRule[] = [
  {
    department: 'legal',
    pattern:
      /\b(legal|counsel|lawyer|attorney|compliance|paralegal|jurist\w*|recht\w*|rechtsanwalt\w*|anwalt\w*|syndikus\w*|datenschutz\w*|privacy|phap che|luat su|phap ly|juridique|abogad\w*|avvocat\w*|notar\w*)\b/,
  },
  {
    department: 'procurement',
    pattern:
      /\b(purchas\w*|procurement|buyer|buying|sourcing|einkauf\w*|einkaufer\w*|beschaffung\w*|acheteu\w*|achats|compras|comprador\w*|acquisti|mua hang|thu mua|vat tu|cung ung|category manager|order administrator)\b/,
  },
  {
    department: 'finance',
    pattern:
      /\b(financ\w*|account(ant|ing|s payable|s receivable)|controller|controlling|comptroller|treasur\w*|tax|audit\w*|cfo|payroll|bookkeep\w*|buchhalt\w*|finanz\w*|steuer\w*|rechnungswesen|bilanz\w*|lohn\w*|ke toan|tai chinh|kiem toan|comptab\w*|contab\w*|finanzas|ragion\w*|actuar\w*|invest\w*|banker?|bank\w*|credit|kredit\w*)\b/,
  },
  {
    department: 'human_resources',
    pattern:
      /\b(hr|human resources|people|talent|recruit\w*|personal(leiter\w*|referent\w*|abteilung|wesen|entwick\w*|sachbearb\w*|berater\w*)?|personalwesen|nhan su|tuyen dung|ressources humaines|recursos humanos|risorse umane|chro|learning and development|employer branding)\b/,
  },
  {
    department: 'it',
    pattern:
      /\b(it|information technology|cio|ciso|system\w* administrat\w*|sysadmin|network\w*|infrastructure|helpdesk|help desk|cyber\w*|information security|security engineer|devops|cloud|sap|salesforce administrator|edv|informatik\w*|systemadministrat\w*|anwendungsbetreu\w*|cong nghe thong tin|cntt|quan tri he thong|informatique|sistemas|database administrat\w*|tech ops)\b/,
  },
  {
    department: 'engineering',
    pattern:
      /\b(engineer\w*|developer|software|programm\w*|architect|cto|data scien\w*|machine learning|qa|tester|test\w*|frontend|backend|full ?stack|r d|research|entwickl\w*|ingenieur\w*|konstrukt\w*|forschung\w*|techni\w*|ky su|ky thuat|lap trinh\w*|nghien cuu|developpeu\w*|ingenieri\w*|ingegner\w*|scientist|wissenschaft\w*|laborant\w*|mechani\w*|elektr\w*)\b/,
  },
  {
    department: 'product',
    pattern:
      /\b(product (manager|owner|lead|director|management|marketing)|cpo|produktmanag\w*|product|san pham|ux|ui|product designer)\b/,
  },
  {
    department: 'marketing',
    pattern:
      /\b(marketing|brand|communication\w*|content|seo|sea|pr|public relations|cmo|campaign|demand gen\w*|social media|media|event\w*|kommunikation\w*|offentlichkeitsarbeit|werbe\w*|redakt\w*|tiep thi|truyen thong|thuong hieu|mercad\w*|journalis\w*|editor\w*|copywriter|community)\b/,
  },
  {
    department: 'customer_service',
    pattern:
      /\b(customer (service|support|success|care|engineer|experience)|support|service desk|call ?center|kundenservice|kundendienst|kundenbetreu\w*|kundenberat\w*|cham soc khach hang|dich vu khach hang|service client|atencion al cliente)\b/,
  },
  {
    department: 'sales',
    pattern:
      /\b(sales|account (executive|manager|director)|key account\w*|business development|bdr|sdr|cro|vertrieb\w*|verkauf\w*|verkaufer\w*|aussendienst\w*|innendienst\w*|kinh doanh|ban hang|commercial\w*|vente\w*|ventas|vendedor\w*|vendite|handels\w*|deal desk|partner manager|alliances|revenue)\b/,
  },
  {
    department: 'operations',
    pattern:
      /\b(operation\w*|ops|coo|logist\w*|supply chain|warehouse|production|manufactur\w*|plant|quality|qm|qs|facilit\w*|lager\w*|produktion\w*|fertigung\w*|betrieb\w*|qualitat\w*|disponent\w*|spedition\w*|van hanh|san xuat|kho|hau can|chat luong|store manager|produccion|operaciones|project\w*|projekt\w*|program\w*|pmo|prozess\w*|process)\b/,
  },
  { department: 'design', pattern: /\b(design\w*|gestalt\w*|grafik\w*|graphic|creative|kreativ\w*|thiet ke|artist)\b/ },
  {
    department: 'administration',
    pattern:
      /\b(admin\w*|office|secretar\w*|sekretar\w*|assistan\w*|assisten\w*|assistenz|reception\w*|empfang\w*|verwaltung\w*|sachbearb\w*|hanh chinh|thu ky|tro ly|le tan|chief of staff|executive business partner)\b/,
  },
  {
    department: 'management',
    pattern:
      /\b(ceo|owner|founder|cofounder|president|chairman|chu tich|managing director|general manager|geschaftsfuhr\w*|vorstand\w*|inhaber\w*|grunder\w*|director|giam doc|board|unternehmer\w*|partner)\b/,
  },
  {
    department: 'consulting',
    pattern: /\b(consult\w*|berat\w*|advisor\w*|advisory|adviser|tu van|conseil|analyst\w*)\b/,
  },
];
