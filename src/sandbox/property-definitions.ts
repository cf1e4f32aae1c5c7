// The standard properties of the sandbox's objects, and the rules by which values are accepted.
import type { ErrorDetail } from './errors.ts';

interface PropertyOption {
  label: string;
  value: string;
  displayOrder: number;
  hidden: boolean;
}

export interface PropertyDefinition {
  name: string;
  label: string;
  type: string;
  fieldType: string;
  groupName: string;
  description: string;
  options: PropertyOption[];
  hasUniqueValue: boolean;
  hubspotDefined: boolean;
  /** Calculated: may not be written. */
  readOnly: boolean;
}

export const dealStages = [
  { id: 'appointmentscheduled', label: 'Appointment scheduled', probability: '0.2', closed: false, won: false },
  { id: 'qualifiedtobuy', label: 'Qualified to buy', probability: '0.4', closed: false, won: false },
  { id: 'presentationscheduled', label: 'Presentation scheduled', probability: '0.6', closed: false, won: false },
  { id: 'contractsent', label: 'Contract sent', probability: '0.9', closed: false, won: false },
  { id: 'closedwon', label: 'Closed won', probability: '1.0', closed: true, won: true },
  { id: 'closedlost', label: 'Closed lost', probability: '0.0', closed: true, won: false },
];
export const ticketStages = [
  { id: '1', label: 'New' },
  { id: '2', label: 'Waiting on contact' },
  { id: '3', label: 'Waiting on us' },
  { id: '4', label: 'Closed' },
];
const buyingRoles = [
  'BLOCKER',
  'BUDGET_HOLDER',
  'CHAMPION',
  'DECISION_MAKER',
  'END_USER',
  'EXECUTIVE_SPONSOR',
  'INFLUENCER',
  'LEGAL_AND_COMPLIANCE',
  'OTHER',
];
const seniorities = ['entry', 'employee', 'senior', 'manager', 'director', 'vp', 'executive', 'partner', 'owner'];

/** `name type`, with options after a colon, `!` for read-only. */
const shapes: Record<string, string[]> = {
  companies: [
    'name string',
    'domain string',
    'website string',
    'industry string',
    'numberofemployees number',
    'annualrevenue number',
    'city string',
    'country string',
    'address string',
    'state string',
    'zip string',
    'phone phone_number',
    'description string',
    'hubspot_owner_id string',
    'hs_parent_company_id! number',
    'num_associated_contacts! number',
    'lifecyclestage string',
    'createdate datetime',
    'hs_lastmodifieddate! datetime',
    'northwind_customer_id string',
    'sandbox_made_up bool',
  ],
  contacts: [
    'firstname string',
    'lastname string',
    'email string',
    'jobtitle string',
    'phone phone_number',
    'mobilephone phone_number',
    'company string',
    'department string',
    `hs_seniority enumeration:${seniorities.join(',')}`,
    `hs_buying_role enumeration*:${buyingRoles.join(',')}`,
    'hubspot_owner_id string',
    'associatedcompanyid number',
    'lifecyclestage string',
    'hs_lead_status string',
    'hs_email_hard_bounce_reason_enum string',
    'num_associated_deals! number',
    'createdate datetime',
    'lastmodifieddate! datetime',
    'sandbox_made_up bool',
  ],
  deals: [
    'dealname string',
    'amount number',
    'amount_in_home_currency! number',
    'deal_currency_code string',
    'hs_exchange_rate number',
    `dealstage enumeration:${dealStages.map(({ id }) => id).join(',')}`,
    'pipeline string',
    'dealtype enumeration:newbusiness,existingbusiness',
    'closedate datetime',
    'createdate datetime',
    'hs_is_closed! bool',
    'hs_is_closed_won! bool',
    'hs_deal_stage_probability! number',
    'hs_primary_associated_company! number',
    'hubspot_owner_id string',
    'description string',
    'hs_lastmodifieddate! datetime',
    'northwind_order_id string',
    'sandbox_made_up bool',
  ],
  line_items: [
    'name string',
    'price number',
    'quantity number',
    'amount number',
    'hs_cost_of_goods_sold number',
    'hs_discount_percentage number',
    'discount number',
    'hs_product_id string',
    'hs_sku string',
    'hs_recurring_billing_period string',
    'hubspot_owner_id string',
    'hs_lastmodifieddate! datetime',
    'createdate datetime',
    'product_category string',
  ],
  products: [
    'name string',
    'price number',
    'hs_sku string',
    'hs_cost_of_goods_sold number',
    'createdate datetime',
    'hs_lastmodifieddate! datetime',
  ],
  tickets: [
    'subject string',
    `hs_pipeline_stage enumeration:${ticketStages.map(({ id }) => id).join(',')}`,
    'hs_pipeline string',
    'hs_ticket_priority enumeration:LOW,MEDIUM,HIGH,URGENT',
    'hs_ticket_category string',
    'createdate datetime',
    'closed_date datetime',
    'hubspot_owner_id string',
    'hs_lastmodifieddate! datetime',
    'sandbox_made_up bool',
  ],
  tasks: [
    'hs_timestamp datetime',
    'hs_task_subject string',
    'hs_task_body string',
    'hs_task_status enumeration:NOT_STARTED,IN_PROGRESS,WAITING,DEFERRED,COMPLETED',
    'hs_task_priority enumeration:NONE,LOW,MEDIUM,HIGH',
    'hs_task_type enumeration:TODO,CALL,EMAIL',
    'hubspot_owner_id string',
    'hs_createdate datetime',
    'hs_lastmodifieddate! datetime',
  ],
  notes: [
    'hs_timestamp datetime',
    'hs_note_body string',
    'hs_attachment_ids string',
    'hubspot_owner_id string',
    'hs_createdate datetime',
    'hs_lastmodifieddate! datetime',
  ],
  meetings: [
    'hs_timestamp datetime',
    'hs_meeting_title string',
    'hs_meeting_start_time datetime',
    'hs_meeting_end_time datetime',
    'hs_meeting_outcome string',
    'hubspot_owner_id string',
    'hs_createdate datetime',
    'hs_lastmodifieddate! datetime',
    'sandbox_made_up bool',
  ],
  calls: [
    'hs_timestamp datetime',
    'hs_call_title string',
    'hs_call_duration number',
    'hs_call_direction enumeration:INBOUND,OUTBOUND',
    'hs_call_disposition string',
    'hubspot_owner_id string',
    'hs_createdate datetime',
    'hs_lastmodifieddate! datetime',
    'sandbox_made_up bool',
  ],
  emails: [
    'hs_timestamp datetime',
    'hs_email_direction enumeration:EMAIL,INCOMING_EMAIL,FORWARDED_EMAIL',
    'hs_email_status string',
    'hs_email_subject string',
    'hubspot_owner_id string',
    'hs_createdate datetime',
    'hs_lastmodifieddate! datetime',
    'sandbox_made_up bool',
  ],
};

const fieldTypes: Record<string, string> = {
  string: 'text',
  number: 'number',
  datetime: 'date',
  date: 'date',
  bool: 'booleancheckbox',
  phone_number: 'phonenumber',
  enumeration: 'select',
};

export function standardProperties(type: string): PropertyDefinition[] {
  const common = ['hs_object_id! number', 'hs_merged_object_ids! enumeration*'];
  return [...(shapes[type] ?? []), ...common].map((shape) => {
    const [head = '', values = ''] = shape.split(':');
    const [rawName = '', rawType = ''] = head.split(' ');
    const isList = rawType.endsWith('*');
    const kind = rawType.replace('*', '');
    const name = rawName.replace('!', '');
    return {
      name,
      label: name.replace(/^hs_/, '').replaceAll('_', ' '),
      type: kind,
      fieldType: isList ? 'checkbox' : (fieldTypes[kind] ?? 'text'),
      groupName: `${type}_information`,
      description: '',
      options:
        values === ''
          ? []
          : values.split(',').map((value, displayOrder) => ({ label: value, value, displayOrder, hidden: false })),
      hasUniqueValue: false,
      hubspotDefined: true,
      readOnly: rawName.endsWith('!'),
    };
  });
}

/** What is wrong with a value for this property; null where it is accepted. Empty text clears. */
export function valueFault(
  definition: PropertyDefinition | undefined,
  name: string,
  value: string,
): ErrorDetail | null {
  if (definition === undefined) return fault(name, `Property "${name}" does not exist`, 'PROPERTY_DOESNT_EXIST');
  if (definition.readOnly)
    return fault(name, `"${name}" is a read only property; its value cannot be set.`, 'READ_ONLY_VALUE');
  if (value === '') return null;
  if (value.length > 65_536) return fault(name, `${name} is longer than 65536 characters`, 'VALUE_TOO_LONG');
  if (definition.type === 'number' && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value))
    return fault(name, `${value} was not a valid number.`, 'INVALID_DOUBLE');
  if (definition.type === 'bool' && value !== 'true' && value !== 'false')
    return fault(name, `${value} was not a valid boolean.`, 'INVALID_BOOLEAN');
  if (
    (definition.type === 'datetime' || definition.type === 'date') &&
    Number.isNaN(/^-?\d+$/.test(value) ? Number(value) : Date.parse(value))
  ) {
    return fault(name, `${value} was not a valid long.`, 'INVALID_LONG');
  }
  if (name === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value))
    return fault(name, `Email address ${value} is invalid`, 'INVALID_EMAIL');
  return optionFault(definition, value);
}

function optionFault(definition: PropertyDefinition, value: string): ErrorDetail | null {
  if (definition.type !== 'enumeration' || definition.options.length === 0) return null;
  const parts = definition.fieldType === 'checkbox' ? value.split(';').filter((part) => part !== '') : [value];
  const allowed = new Set(definition.options.map((option) => option.value));
  const wrong = parts.find((part) => !allowed.has(part));
  if (wrong === undefined) return null;
  return fault(
    definition.name,
    `${wrong} was not one of the allowed options: [${[...allowed].join(', ')}]`,
    'INVALID_OPTION',
  );
}

function fault(name: string, message: string, code: string): ErrorDetail {
  return { message, code, context: { propertyName: [name] } };
}
