// The words of the buying center as types: what a map is built from and what it says. All JSON-serialisable.

export const roles = [
  'initiator',
  'end_user',
  'technical_evaluator',
  'influencer',
  'decider',
  'economic_buyer',
  'executive_sponsor',
  'procurement',
  'legal_compliance',
  'gatekeeper',
  'champion',
  'coach',
] as const;
export type Role = (typeof roles)[number];

/** HubSpot's hs_seniority scale, lowest first. */
export const seniorities = [
  'entry',
  'employee',
  'senior',
  'manager',
  'director',
  'vp',
  'executive',
  'partner',
  'owner',
] as const;
export type Seniority = (typeof seniorities)[number];

/** Stated by a person, observed in data, inferred with a probability, assumed as a placeholder. */
export type FactState = 'stated' | 'observed' | 'inferred' | 'assumed';
export type Stance = 'mentor' | 'supporter' | 'neutral' | 'skeptic' | 'opponent';
export type Trend = 'rising' | 'steady' | 'falling';
type RelationshipKind = 'reports_to' | 'influences' | 'conflicts_with' | 'assists' | 'knows' | 'met_at';

/** Why something is claimed: a code that words.ts renders in the reader's language, and what it needs for that. */
export interface Reason {
  code: string;
  params: Record<string, string | number>;
}

export interface Fact {
  state: FactState;
  /** Where it comes from: a HubSpot property (`hs_buying_role`), `jobtitle`, `interactions`, `deals`, `rules`. */
  source: string;
  /** Epoch milliseconds; null when the source keeps no date. */
  date: number | null;
  /** 0–1; 1 for stated facts. */
  probability: number;
  reasons: Reason[];
}

export interface PersonInput {
  personId: string;
  name: string;
  givenName: string;
  familyName: string;
  title: string | null;
  department: string | null;
  email: string | null;
  /** HubSpot's hs_buying_role values, as they are: DECISION_MAKER, BLOCKER … */
  buyingRoles: string[];
  seniority: string | null;
  ownerId: string | null;
  createdAt: number;
  updatedAt: number;
  left: boolean;
  madeUp: boolean;
}

export interface Colleague {
  ownerId: string;
  name: string;
}

/** A line that a person stated: who reports to whom. */
export interface ReportingLineInput {
  personId: string;
  managerId: string;
  source: string;
  date: number | null;
}

/** Metadata of one meeting, call or e-mail; never its contents. */
export interface InteractionInput {
  id: string;
  kind: 'meeting' | 'call' | 'email';
  /** Epoch milliseconds. */
  at: number;
  /** Seen from us: `out` we wrote, `in` they wrote, `both` a talk. */
  direction: 'in' | 'out' | 'both';
  durationMinutes: number | null;
  /** completed, scheduled, rescheduled, no_show, cancelled, bounced …; null when the source says nothing. */
  outcome: string | null;
  ownerId: string | null;
  personIds: string[];
}

export interface DealInput {
  dealId: string;
  name: string;
  stage: string;
  open: boolean;
  won: boolean;
  amountMinor: number;
  /** 0–1: how far the deal is, as HubSpot's stage says; null where the portal says nothing. */
  probability: number | null;
  closeDate: number | null;
  personIds: string[];
}

/** A role that a deal must have covered from this stage (by its probability) and amount on. */
interface RoleRequirement {
  role: Role;
  /** 0–1. */
  probabilityMin: number;
  /** Minor units of the account's currency. */
  amountMinorMin: number;
}

export interface CoverageRules {
  requirements: RoleRequirement[];
  /** A role held by people below this strength only is weak. */
  filledStrengthMin: number;
  /** Strength from which somebody counts as reached, and as a thread of a deal. */
  reachedStrengthMin: number;
  /** Strength that stands for support where no stance was stated. */
  supportiveStrengthMin: number;
}

export interface AccountInput {
  accountId: string;
  accountName: string;
  /** Epoch milliseconds: the only clock. */
  now: number;
  currency: string;
  people: PersonInput[];
  colleagues: Colleague[];
  reportingLines: ReportingLineInput[];
  interactions: InteractionInput[];
  deals: DealInput[];
  rules?: CoverageRules;
}

export interface RoleClaim {
  role: Role;
  fact: Fact;
}

export interface MapPerson {
  /** The record's id; `placeholder:<role>` for a role that nobody fills yet. */
  id: string;
  /** Empty for placeholders: the words for "CFO: unknown" depend on the reader's language (words.ts `personName`). */
  name: string;
  title: string | null;
  email: string | null;
  department: string | null;
  seniority: Seniority | null;
  /** Strongest claim first. */
  roles: RoleClaim[];
  stance: Stance | null;
  stanceFact: Fact | null;
  /** 0–100. */
  strength: number;
  strengthReasons: Reason[];
  trend: Trend;
  strongestColleagueId: string | null;
  lastContactAt: number | null;
  interactionCount: number;
  /** When the oldest fact that the map leans on passes its half-life; in the past means late; null when nothing needs it. */
  verifyBy: number | null;
  /** Set when somebody or something says that the person left. */
  left: Fact | null;
  /** The stated manager; null when nobody stated one or when the line would close a circle. */
  managerId: string | null;
  placeholder: boolean;
  madeUp: boolean;
}

export interface Relationship {
  kind: RelationshipKind;
  /** A person's id; for `knows` our colleague's owner id. */
  fromId: string;
  toId: string;
  fact: Fact;
  /** 0–1; for `knows` the strength over 100. */
  weight: number;
  /** Interactions behind it. */
  count: number;
}

export type CoverageLevel = 'filled' | 'weak' | 'missing';

export interface RoleCoverage {
  role: Role;
  required: boolean;
  level: CoverageLevel;
  /** Best first. */
  personIds: string[];
}

export interface DealCoverage {
  dealId: string;
  name: string;
  missingRoles: Role[];
  singleThreaded: boolean;
  singleThreadedPersonId: string | null;
  /** The deal's amount where it hangs on one person, else 0. */
  valueAtRiskMinor: number;
}

export interface Coverage {
  /** 0–100: filled counts 1, weak ½, of the required roles. */
  percent: number;
  /** Altify's rule: red without supportive key players, green when one of them decides or pays. */
  status: 'red' | 'amber' | 'green';
  statusReason: Reason;
  /** Required ones first, then the others that somebody holds. */
  roles: RoleCoverage[];
  missingRoles: Role[];
  peopleReached: number;
  singleThreaded: boolean;
  singleThreadedPersonId: string | null;
  valueAtRiskMinor: number;
  /** Open deals only. */
  deals: DealCoverage[];
  /** 0–100 for the whole account. */
  relationshipStrength: number;
}

/** Whom to see next, most urgent first. `personId` is null where the person is still to be found. */
export interface SeeNext {
  personId: string | null;
  role: Role | null;
  reasons: Reason[];
}

export interface AccountMap {
  accountId: string;
  accountName: string;
  /** The `now` that it was built with. */
  builtAt: number;
  currency: string;
  people: MapPerson[];
  colleagues: Colleague[];
  relationships: Relationship[];
  coverage: Coverage;
  seeNext: SeeNext[];
  /** Ids of people whom nothing gives a place: no role, no line up or down. */
  parkingLot: string[];
  /** Stated lines left out because they would close a circle. */
  brokenLines: { personId: string; managerId: string }[];
}
