// What HubSpot's entries come to: each one alone, odd ones named, own writes and repeats gone.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNotifications } from '../../src/hubspot/parse-notifications.ts';

const own = { appId: 4242, properties: new Set(['quorum_ltv']) };
const base = { eventId: 1, subscriptionId: 12, portalId: 62515, appId: 4242, occurredAt: 1000, attemptNumber: 0 };

function parse(entries: unknown): ReturnType<typeof parseNotifications> {
  return parseNotifications(Buffer.from(JSON.stringify(entries)), own);
}

function check(entry: Record<string, unknown>, expected: unknown[]): void {
  const batch = parse([{ ...base, ...entry }]);
  expect(batch).toEqual({ notifications: expected, echoes: 0, ignored: 0, odd: [] });
}

describe('an entry becomes a notification', () => {
  it.each([
    ['contact.creation', {}, { type: 'contacts' }],
    ['company.creation', {}, { type: 'companies' }],
    ['deal.creation', {}, { type: 'deals' }],
    ['line_item.creation', {}, { type: 'line_items' }],
    ['ticket.creation', {}, { type: 'tickets' }],
    ['object.creation', { objectTypeId: '0-47' }, { type: 'meetings' }],
    ['object.creation', { objectTypeId: '0-48' }, { type: 'calls' }],
    ['object.creation', { objectTypeId: '0-49' }, { type: 'emails' }],
    ['object.creation', { objectTypeId: '0-1' }, { type: 'contacts' }],
  ])('%s %j', (subscriptionType, fields, { type }) => {
    check({ subscriptionType, objectId: 77, changeFlag: 'NEW', ...fields }, [
      { kind: 'changed', type, id: '77', properties: [], occurredAt: 1000 },
    ]);
  });

  it('a changed property is named', () => {
    const entry = { subscriptionType: 'deal.propertyChange', objectId: 5, propertyName: 'amount', propertyValue: '9' };
    check({ ...entry, changeSource: 'CRM_UI' }, [
      { kind: 'changed', type: 'deals', id: '5', properties: ['amount'], occurredAt: 1000 },
    ]);
  });

  it('deletion, restore, privacy deletion', () => {
    const at = { type: 'contacts', id: '9', occurredAt: 1000 };
    check({ subscriptionType: 'contact.deletion', objectId: 9 }, [{ kind: 'deleted', ...at }]);
    check({ subscriptionType: 'contact.restore', objectId: 9 }, [{ kind: 'restored', ...at }]);
    check({ subscriptionType: 'contact.privacyDeletion', objectId: 9 }, [{ kind: 'erased', ...at }]);
  });

  it('a merge with a brand-new id makes the winner one of the merged', () => {
    const entry = { subscriptionType: 'company.merge', primaryObjectId: 1, mergedObjectIds: [2, 3] };
    const merged = { kind: 'merged', type: 'companies', occurredAt: 1000 };
    check({ ...entry, newObjectId: 8 }, [{ ...merged, survivorId: '8', mergedIds: ['2', '3', '1'] }]);
    check({ ...entry, newObjectId: 1 }, [{ ...merged, survivorId: '1', mergedIds: ['2', '3'] }]);
    check(entry, [{ ...merged, survivorId: '1', mergedIds: ['2', '3'] }]);
  });

  it.each([
    ['contact.associationChange', { associationType: 'CONTACT_TO_COMPANY', fromObjectId: 1, toObjectId: 2 }],
    ['company.associationChange', { associationType: 'COMPANY_TO_CONTACT', fromObjectId: 2, toObjectId: 1 }],
    ['object.associationChange', { fromObjectTypeId: '0-2', toObjectTypeId: '0-1', fromObjectId: 2, toObjectId: 1 }],
  ])('%s is told in the mirrored direction, whichever way it came', (subscriptionType, fields) => {
    check({ subscriptionType, ...fields, associationRemoved: false, isPrimaryAssociation: true }, [
      { kind: 'associated', fromType: 'contacts', fromId: '1', toType: 'companies', toId: '2', occurredAt: 1000 },
    ]);
  });

  it('a pair of one type is told from both ends, since labels have a direction', () => {
    const entry = { subscriptionType: 'contact.associationChange', associationType: 'CONTACT_TO_CONTACT' };
    const told = { kind: 'associated', fromType: 'contacts', toType: 'contacts', occurredAt: 1000 };
    check({ ...entry, fromObjectId: 1, toObjectId: 2 }, [
      { ...told, fromId: '1', toId: '2' },
      { ...told, fromId: '2', toId: '1' },
    ]);
  });

  it('an engagement whose other side is not named is read anew towards its people', () => {
    check({ subscriptionType: 'object.associationChange', objectTypeId: '0-47', fromObjectId: 3 }, [
      { kind: 'associated', fromType: 'meetings', fromId: '3', toType: 'contacts', toId: null, occurredAt: 1000 },
    ]);
  });
});

describe('own writes', () => {
  const echo = {
    ...base,
    subscriptionType: 'company.propertyChange',
    objectId: 1,
    propertyName: 'quorum_ltv',
    changeSource: 'INTEGRATION',
    sourceId: '4242',
  };

  it('come back as echoes, with the id as text or as a number', () => {
    expect(parse([echo, { ...echo, sourceId: 4242 }])).toEqual({ notifications: [], echoes: 2, ignored: 0, odd: [] });
  });

  it.each([
    ['another app wrote it', { sourceId: '4243' }],
    ['a person wrote it', { changeSource: 'CRM_UI', sourceId: 'userId:4242' }],
    ['the property is not ours', { propertyName: 'name' }],
    ['it is a creation', { subscriptionType: 'company.creation' }],
  ])('are told from changes where %s', (_why, fields) => {
    const batch = parse([{ ...echo, ...fields }]);
    expect(batch.echoes).toBe(0);
    expect(batch.notifications).toHaveLength(1);
  });
});

describe('what is odd is named and spoils nothing', () => {
  it.each([
    [{ subscriptionType: 'contact.creation' }, 'contact.creation without objectId'],
    [{ subscriptionType: 'contact.explosion', objectId: 1 }, 'unknown event contact.explosion'],
    [{ subscriptionType: 'spaceship.creation', objectId: 1 }, 'unknown event spaceship.creation'],
    [{ subscriptionType: 'ann@example.com', objectId: 1 }, 'unknown event (unreadable name)'],
    [{ subscriptionType: 'object.creation', objectId: 1 }, 'object event without objectTypeId'],
    [{ subscriptionType: 'contact.creation', objectId: 'ann' }, 'cannot be read: objectId'],
    [{ objectId: 1 }, 'cannot be read: subscriptionType'],
    [{ subscriptionType: 'contact.merge', primaryObjectId: 1, mergedObjectIds: [] }, 'merge without merged ids'],
    [{ subscriptionType: 'contact.merge', mergedObjectIds: [2] }, 'merge without a surviving id'],
    [{ subscriptionType: 'contact.associationChange' }, 'association change without fromObjectId'],
    [null, 'cannot be read: the entry'],
    ['text', 'cannot be read: the entry'],
  ])('%j', (entry, reason) => {
    const good = { ...base, subscriptionType: 'contact.creation', objectId: 6 };
    const batch = parse([entry, good]);
    expect(batch.odd).toEqual([{ reason }]);
    expect(batch.notifications).toEqual([
      { kind: 'changed', type: 'contacts', id: '6', properties: [], occurredAt: 1000 },
    ]);
  });

  it.each([['{"a":1}'], ['nothing'], [''], ['null']])('a body %j is one odd entry', (body) => {
    const reason = 'the body is not a JSON array';
    expect(parseNotifications(Buffer.from(body), own).odd).toEqual([{ reason }]);
  });

  it('what HubSpot sends but is not mirrored is ignored', () => {
    const entries = [
      { ...base, subscriptionType: 'product.creation', objectId: 1 },
      { ...base, subscriptionType: 'conversation.newMessage', objectId: 1 },
      { ...base, subscriptionType: 'object.creation', objectTypeId: '2-99', objectId: 1 },
      {
        ...base,
        subscriptionType: 'contact.associationChange',
        associationType: 'CONTACT_TO_TICKET',
        fromObjectId: 1,
        toObjectId: 2,
      },
    ];
    expect(parse(entries)).toEqual({ notifications: [], echoes: 0, ignored: 4, odd: [] });
  });
});

describe('repeats and order', () => {
  const change = { ...base, subscriptionType: 'deal.propertyChange', objectId: 5 };

  it('changes of one object become one, at the time of the last', () => {
    const names = ['amount', 'closedate', 'amount'];
    const entries = names.map((propertyName, index) => ({ ...change, propertyName, occurredAt: 10 - index }));
    expect(parse(entries).notifications).toEqual([
      { kind: 'changed', type: 'deals', id: '5', properties: ['amount', 'closedate'], occurredAt: 10 },
    ]);
  });

  it('a creation stays one, whatever changed with it and in whichever order they came', () => {
    const made = { ...base, subscriptionType: 'deal.creation', objectId: 5 };
    const changed = { ...change, propertyName: 'amount', occurredAt: 2000 };
    for (const entries of [
      [made, changed],
      [changed, made],
    ]) {
      expect(parse(entries).notifications).toEqual([
        { kind: 'changed', type: 'deals', id: '5', properties: [], occurredAt: 2000 },
      ]);
    }
  });

  const entry = fc.record({
    subscriptionType: fc.constantFrom('contact.creation', 'contact.deletion', 'contact.propertyChange', 'deal.restore'),
    objectId: fc.integer({ min: 1, max: 3 }),
    propertyName: fc.constantFrom('email', 'jobtitle'),
    occurredAt: fc.integer({ min: 1, max: 50 }),
  });

  function facts(entries: unknown[]): unknown[] {
    const { notifications } = parse(entries);
    return notifications
      .map((notification) =>
        notification.kind === 'changed'
          ? { ...notification, properties: notification.properties.toSorted() }
          : notification,
      )
      .map((notification) => JSON.stringify(notification))
      .toSorted();
  }

  it('any shuffle with any repeats says the same', () => {
    fc.assert(
      fc.property(
        fc
          .array(entry, { maxLength: 30 })
          .chain((entries) =>
            fc.tuple(
              fc.constant(entries),
              fc.shuffledSubarray([...entries, ...entries], { minLength: entries.length * 2 }),
            ),
          ),
        ([entries, shuffled]) => {
          const again = shuffled.map((one, attemptNumber) => ({ ...one, attemptNumber }));
          expect(facts(again)).toEqual(facts(entries));
        },
      ),
    );
  });

  it('one notification a thing, oldest first', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 40 }), (entries) => {
        const { notifications } = parse(entries);
        const times = notifications.map(({ occurredAt }) => occurredAt);
        expect(times).toEqual(times.toSorted((left, right) => left - right));
        const things = notifications.map((one) => ('id' in one ? `${one.kind} ${one.type} ${one.id}` : one.kind));
        expect(new Set(things).size).toBe(things.length);
      }),
    );
  });
});
