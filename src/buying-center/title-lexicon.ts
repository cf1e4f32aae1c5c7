// What the words of a job title say: rank, seniority, department, likely role. English, Vietnamese, German, French, Spanish, Italian;
// patterns meet folded text (lower case, no marks). Order matters: the first pattern that fits decides.
import type { Role, Seniority } from './model.ts';

export interface RankRule {
  pattern: RegExp;
  seniority: Seniority;
  /** 0 to 100: who outranks whom by title alone. */
  rank: number;
  confidence: number;
}

const rule = (pattern: RegExp, seniority: Seniority, rank: number, confidence = 0.8): RankRule => ({
  pattern,
  seniority,
  rank,
  confidence,
});

/** Assistants of somebody are not that somebody. */
export const assistantOf =
  /\b(assistant|secretary|assistent|assistentin|assistenz|sekretar|sekretarin|business partner|tro ly|thu ky|aide|assistente|asistente|secretaire)\b.*\b(to|of|der|des|the|cua|de|del|for|ceo|cto|cfo|director|giam doc|geschaftsfuhrung|vorstand)\b|\b(executive|personal|management|administrative|vorstands|direktions)\s?(assistant|assistent|assistentin|assistenz|secretary|business partner)\b|^(tro ly|thu ky) /;

export const rankRules: RankRule[] = [
  rule(/\bchief of staff\b/, 'director', 71, 0.6),
  rule(/\b(junior|jr|jnr)\b/, 'entry', 20, 0.85),
  rule(
    /\b(intern|internship|praktikant|praktikantin|praktikum|werkstudent|werkstudentin|stagiaire|becario|thuc tap sinh|thuc tap|apprentice|azubi|auszubildende|auszubildender|ausbildung|lehrling|trainee|student|studentin|hilfskraft|hiwi|volontar|volontarin|schuler|aushilfe|minijob|ferienjob|diplomand|bachelorand|masterand|doktorand|doktorandin|phd student|tutor)\b/,
    'entry',
    8,
    0.9,
  ),
  rule(/\b(product|process|system|service|data|risk|scrum) owner\b/, 'employee', 42, 0.75),
  rule(/\b(evp|svp|executive vice president|senior vice president)\b/, 'vp', 86, 0.9),
  rule(/\bpho chu tich\b/, 'vp', 84, 0.7),
  rule(/\b(managing member|sole trader|company owner)\b/, 'owner', 94, 0.8),
  rule(
    /\b(hieu truong|hieu pho|pho hieu truong|school principal|head ?(teacher|master|mistress)|deputy head ?(teacher|master)|rektor\w*|schulleiter\w*|tong bien tap|editor in chief|truong dai dien|chief representative|truong van phong dai dien)\b|^principal$/,
    'director',
    68,
    0.75,
  ),
  rule(
    /\b(general counsel|chief counsel|mayor|burgermeister\w*|city councill?or|minister|permanent secretary|vice chancellor|chancellor|governor|commissioner|provost|thanh vien (hoi dong quan tri|hdqt|ban giam doc)|uy vien hoi dong|thanh vien hoi dong|bo truong|thu truong)\b(?<!\b(associate|assistant|deputy) general counsel)/,
    'executive',
    90,
    0.75,
  ),
  rule(/\b(associate|assistant|deputy) general counsel\b/, 'director', 68, 0.75),
  rule(/\bluat su (thanh vien|dieu hanh|hop danh)\b/, 'partner', 92, 0.75),
  rule(
    /\b(entrepreneur|entrepreneuse|business owner|landlord|restaurateur|unternehmer\w*|autonomo|chu (ho|tiem|quan|co so|nha hang|khach san|cong ty|trang trai|dau tu|shop|spa|garage|xuong|lo)|doanh nhan)\b/,
    'owner',
    92,
    0.75,
  ),
  rule(
    /\b(commis|volunteer|tinh nguyen vien|sinh vien|hoc vien|hoc viec|tap su|thu viec|cadet|novice|probationer|school leaver|new graduate|graduate (trainee|programme|program|scheme))\b/,
    'entry',
    12,
    0.8,
  ),
  rule(
    /\b(deputy|stellvertretend\w*|stv|vice|pho) (chief executive|ceo|managing director|geschaftsfuhrer|tong giam doc)\b|\bpho tong giam doc\b/,
    'executive',
    88,
    0.85,
  ),
  rule(
    /\b(owner|inhaber|inhaberin|proprietor|proprietaire|propietario|dueno|titolare|chu doanh nghiep|chu cua hang|chu so huu|self employed|selbststandig\w*|founder and owner|geschaftsinhaber\w*|einzelunternehmer\w*)\b(?!.*\b(product|process) )/,
    'owner',
    96,
    0.85,
  ),
  rule(
    /\b(co ?founder|cofounder|founder|grunder|grunderin|mitgrunder\w*|nha sang lap|sang lap|fondateur|fondatrice|fundador|fondatore)\b/,
    'owner',
    97,
    0.8,
  ),
  rule(
    /\b(ceo|chief executive|tong giam doc|president and ceo|pdg|chairman|chairwoman|chairperson|chu tich|vorstandsvorsitzend\w*|aufsichtsrat\w*|board member|member of the board|prasident|prasidentin)\b/,
    'executive',
    100,
    0.95,
  ),
  rule(
    /\b(c[fotimrhpsd]o|cmo|cro|chro|cpo|cso|cdo|ciso|chief (?!of staff|engineer|accountant|architect|editor|designer|technician|clerk|nurse|physician)\w+( \w+)? officer|chief \w+ officer|vorstand|vorstandsmitglied|geschaftsfuhrer|geschaftsfuhrerin|geschaftsfuhrend\w*|geschaftsfuhrung|geschaftsleiter\w*|geschaftsleitung|managing director|general director|directeur general|director general|gerente general|direttore generale|amministratore delegato|giam doc dieu hanh|giam doc tai chinh|giam doc cong nghe|giam doc nhan su|executive director|generalbevollmachtigt\w*|hauptgeschaftsfuhrer\w*)\b/,
    'executive',
    94,
    0.9,
  ),
  rule(
    /\b(managing partner|general partner|senior partner|equity partner|founding partner|gesellschafter\w*)\b|^partner\b|\bpartner$(?<!\b(business|people|channel|hr|sales|talent|strategic|alliance|technology|implementation|account|service) partner)/,
    'partner',
    92,
    0.7,
  ),
  rule(/\b(evp|executive vice president)\b/, 'vp', 88, 0.95),
  rule(/\b(svp|senior vice president|senior vp)\b/, 'vp', 85, 0.95),
  rule(/\b(assistant vice president|associate vice president|avp)\b/, 'vp', 76, 0.85),
  rule(/\b(vp|vice president|vizeprasident\w*|vice presidente|vicepresidente|pho chu tich)\b/, 'vp', 82, 0.95),
  rule(/\bpresident\b/, 'executive', 96, 0.85),
  rule(
    /\b(general manager|country manager|managing head|bereichsvorstand|niederlassungsleiter\w*|standortleiter\w*|werkleiter\w*|werksleiter\w*|betriebsleiter\w*|plant manager|giam doc nha may|giam doc chi nhanh)\b/,
    'director',
    76,
    0.75,
  ),
  rule(/\b(senior director|group director|global director|global head)\b/, 'director', 75, 0.9),
  rule(/\b(associate director|deputy director|assistant director|pho giam doc)\b/, 'director', 66, 0.8),
  rule(/\b(art director|creative director|medical director|film director)\b/, 'director', 66, 0.6),
  rule(
    /\b(director|direktor|direktorin|directeur|directrice|directora|direttore|direttrice|giam doc|bereichsleiter\w*|bereichsleitung|hauptabteilungsleiter\w*|ressortleiter\w*|dezernent\w*|dean|principal of)\b/,
    'director',
    70,
    0.85,
  ),
  rule(
    /\b(head|leiter gesamt\w*|gesamtleiter\w*|truong ban|truong khoi|chef de service|jefe de division)\b(?! (nurse|waiter|chef|cashier|hunter))/,
    'director',
    68,
    0.75,
  ),
  rule(
    /\b(department manager|senior manager|abteilungsleiter\w*|abteilungsleitung|chief (accountant|engineer|architect|editor)|ke toan truong|truong phong|prokurist\w*|chefarzt|oberarzt|chefredakteur\w*|vertriebsleiter\w*|verkaufsleiter\w*|einkaufsleiter\w*|marketingleiter\w*|personalleiter\w*|entwicklungsleiter\w*|produktionsleiter\w*|it leiter\w*|kaufmannisch\w* leit\w*|technisch\w* leit\w*|controller$|comptroller|financial controller)\b/,
    'manager',
    60,
    0.8,
  ),
  rule(
    /\btruong (bo phan|khoa|phan xuong|ca|doan|kho|tram|chi nhanh|cua hang|du an|nganh|to|quay|kenh|tuyen|vung|khu vuc|bep)\b|\b(ky su|bep|cua hang|khach san|dieu duong|y ta|kien truc su|thuyen|doi|tram|ca|xuong|nhom|to|to san xuat|kiem toan|ke toan|ban nhac) truong\b|\bphu trach (phong|bo phan|nhom|chi nhanh|khoi|mang|kinh doanh vung)\b|\bpho (khoa|bo phan|ban)\b|\bchu nhiem\b/,
    'manager',
    57,
    0.75,
  ),
  rule(
    /\b(\w+ in charge|(ward|charge) (sister|manager)|matron|(head|executive) (chef|waiter|nurse|cashier|gardener|coach|pharmacist)|nursing home administrator|administrator of|store keeper in chief|group product manager|crew chief|fire chief|police chief|superintendent|sergeant|bursar|registrar)\b/,
    'manager',
    55,
    0.65,
  ),
  rule(
    /\b(tech|technical|lead|dev|design|qa|test|data) lead\b|\blead (\w+ )?(engineer|developer|designer|scientist|analyst|architect|consultant|programmer|tester|researcher|technician|writer|editor|animator|artist|nurse|pharmacist|auditor|specialist|administrator|buyer|recruiter|teacher|instructor)\b/,
    'senior',
    51,
    0.7,
  ),
  rule(
    /\b(professor|associate professor|reader in|consultant (an\w*|surgeon|physician|psychiatrist|radiologist|paediatrician|cardiologist|\w+ologist)|charge nurse|sous ?chef|master (electrician|plumber|mechanic|technician|craftsman|carpenter)|of counsel|enterprise architect|chief (steward|technician|mate)|captain, \w+|flight captain|airline captain|journeyman|giao su|pho giao su)\b(?<!assistant professor)/,
    'senior',
    46,
    0.65,
  ),
  rule(
    /\b(deputy|stellvertretend\w*|stv|assistant|pho) (manager|leiter|leiterin|head|truong phong|phong)\b|\bpho phong\b|\bassistant (store|branch|sales|marketing|general)? ?manager\b/,
    'manager',
    52,
    0.7,
  ),
  rule(
    /\b(leiter|leiterin|leitung|leitend\w*|teamleiter\w*|teamleitung|gruppenleiter\w*|gruppenleitung|filialleiter\w*|filialleitung|marktleiter\w*|kuchenchef\w*|bauleiter\w*|\w+leiter|\w+leiterin|\w+leitung|team ?lead|team ?leader|teamlead|team manager|group lead\w*|supervisor|foreman|vorarbeiter\w*|polier|meister|werkmeister|schichtfuhrer\w*|schichtleiter\w*|truong nhom|to truong|quan doc|quan ly|giam sat|responsable|jefe|jefa|chef d equipe|capo\w*|gerente|responsabile|gerant)\b/,
    'manager',
    54,
    0.75,
  ),
  rule(
    /\b(engineering|software development|people|support|office|store|branch|shop|restaurant|hotel|operations|ops|finance|accounting|it|warehouse|logistics|production|plant|facility|facilities|regional|district|area|purchasing|procurement|department|security|legal|compliance|payroll|desk|design|data|research|sales|marketing|communications|customer support|customer service|hr|human resources|recruiting|talent|learning|training|quality|risk|tax|treasury|nursing|kitchen|service|maintenance|advisory|demand generation|enablement|strategy|planning|credit|audit|export|import) manager\b|^manager\b|\bmanager,|\bmanager (of|for)\b|\bmanager \w+ \w+$/,
    'manager',
    56,
    0.65,
  ),
  rule(/\b(staff|principal|distinguished|fellow|senior staff)\b(?! (nurse|assistant|accountant))/, 'senior', 50, 0.75),
  rule(/\b(lead|lead er|leader|chief|captain|oberst\w*)\b/, 'manager', 53, 0.6),
  rule(
    /\b(senior|sr|snr|experienced|expert|specialist lead|chuyen gia|cao cap|experte|expertin|advanced|iii|iv)\b/,
    'senior',
    44,
    0.85,
  ),
  rule(
    /\b(junior|jr|jnr|graduate|einsteiger\w*|berufseinsteiger\w*|entry level|assistent\b|moi ra truong|absolvent\w*)\b/,
    'entry',
    20,
    0.85,
  ),
  rule(/\b(executive business partner|people partner)\b/, 'employee', 36, 0.6),
  rule(
    /\b(product|produkt|project|projekt|program|programme|account|case|community|content|social media|brand|campaign|channel|partner|partnerships|success|relationship|client|category|territory|release|delivery|implementation|event|events|innovation|change|process|prozess|business development|lifecycle|growth|digital|seo|performance|property|portfolio|contract|bid|grant|stage|data|vendor|supplier|inventory|lease|asset|collections|studio|traffic|floor|claims|wealth|fund|investment|private client)\w* manager(in)?\b/,
    'employee',
    42,
    0.6,
  ),
  rule(/\bmanager(in)?\b|\w+manager(in)?\b/, 'manager', 44, 0.5),
  rule(/\b(architect|strategist|counsel|consultant|advisor|adviser|strategic|enterprise)\b/, 'employee', 38, 0.7),
  rule(
    /\b(associate|coordinator|representative|rep|clerk|receptionist|operator|worker|driver|cashier|cleaner|aide|helfer\w*|kassierer\w*|nhan vien|le tan|bao ve|lai xe|cong nhan)\b/,
    'employee',
    26,
    0.7,
  ),
  rule(/\b(secretary|sekretar\w*|tro ly|thu ky)\b/, 'employee', 24, 0.65),
  rule(
    /\b(shop|sales|retail|store|legal|dental|medical|care|nursing|healthcare|library|accounting|accounts) assistant\b/,
    'employee',
    24,
    0.6,
  ),
  rule(/\bassistant professor\b/, 'employee', 38, 0.6),
  rule(/\b(assistant|assistentin)\b/, 'entry', 22, 0.55),
];

interface TitleRoleRule {
  role: Role;
  probability: number;
  test: (title: {
    folded: string;
    department: string | null;
    seniority: Seniority;
    rank: number;
    isAssistant: boolean;
  }) => boolean;
}

/** The likeliest part in a purchase, most telling first. Nobody publishes labelled buying roles: the probabilities are modest on purpose. */
export const titleRoleRules: TitleRoleRule[] = [
  {
    role: 'gatekeeper',
    probability: 0.62,
    test: ({ isAssistant, folded }) =>
      isAssistant ||
      /\b(receptionist|secretary|le tan|thu ky|empfang\w*|office manager|order administrator|assistant to)\b/.test(
        folded,
      ),
  },
  { role: 'procurement', probability: 0.75, test: ({ department }) => department === 'procurement' },
  { role: 'legal_compliance', probability: 0.72, test: ({ department }) => department === 'legal' },
  { role: 'economic_buyer', probability: 0.6, test: ({ department, rank }) => department === 'finance' && rank >= 68 },
  { role: 'economic_buyer', probability: 0.56, test: ({ seniority }) => seniority === 'owner' },
  { role: 'decider', probability: 0.58, test: ({ rank }) => rank >= 90 },
  {
    role: 'technical_evaluator',
    probability: 0.6,
    test: ({ department, rank }) => (department === 'it' || department === 'engineering') && rank < 90,
  },
  { role: 'executive_sponsor', probability: 0.46, test: ({ rank }) => rank >= 74 },
  { role: 'decider', probability: 0.48, test: ({ rank }) => rank >= 65 },
  { role: 'influencer', probability: 0.45, test: ({ rank }) => rank >= 54 },
  {
    role: 'influencer',
    probability: 0.42,
    test: ({ department }) => department === 'finance' || department === 'consulting' || department === 'product',
  },
  { role: 'end_user', probability: 0.5, test: ({ department }) => department !== null },
];
