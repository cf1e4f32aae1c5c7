// Makes a task once: found by its key first, made if it is not there, found again where another was faster.
import { z } from 'zod';
import type { TaskDraft, TaskState } from '../accounts/crm.ts';
import { HubspotRefusedError } from './error-envelope.ts';
import type { HubspotApi } from './hubspot-api.ts';
import { anythingSchema, createdSchema, propertyListSchema } from './wire-schemas.ts';

const keyProperty = 'quorum_key';
const statusProperty = 'hs_task_status';
const taskToCompany = { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 192 };

/** Whether the portal's tasks take the unique key property; null as long as nobody asked. */
export interface TaskKeySupport {
  hasKeyProperty: boolean | null;
}

/** After an ambiguous failure nothing is repeated here: the next call looks for the key first. */
export async function createTask(
  api: HubspotApi,
  support: TaskKeySupport,
  task: TaskDraft,
): Promise<{ taskId: string; created: boolean }> {
  support.hasKeyProperty ??= await hasKeyProperty(api);
  const known = await findTask(api, support.hasKeyProperty, task.key);
  if (known !== null) return { taskId: known, created: false };
  const body = {
    properties: taskProperties(task, support.hasKeyProperty),
    associations: [{ to: { id: task.companyId }, types: [taskToCompany] }],
  };
  try {
    const made = await api.call(
      { method: 'POST', resource: 'objects', path: '/tasks', body, isCreate: true },
      createdSchema,
    );
    return { taskId: made.id, created: true };
  } catch (error) {
    // The unique key was taken between our question and our answer to it.
    if (!(error instanceof HubspotRefusedError) || (error.status !== 409 && error.status !== 400)) throw error;
    const taken = await findTask(api, support.hasKeyProperty, task.key);
    if (taken === null) throw error;
    return { taskId: taken, created: false };
  }
}

/** Completes a task that is still open, or opens a completed one again; a task that somebody deleted is left so. */
export async function setTaskState(
  api: HubspotApi,
  support: TaskKeySupport,
  { key, state }: { key: string; state: TaskState },
): Promise<'set' | 'unchanged' | 'absent'> {
  support.hasKeyProperty ??= await hasKeyProperty(api);
  const id = await findTask(api, support.hasKeyProperty, key);
  if (id === null) return 'absent';
  const query = { properties: statusProperty };
  const path = `/tasks/${id}`;
  const known = await api.call({ method: 'GET', resource: 'objects', path, query }, taskSchema);
  const isCompleted = known.properties[statusProperty] === 'COMPLETED';
  if (isCompleted === (state === 'completed')) return 'unchanged';
  const body = { properties: { [statusProperty]: state === 'completed' ? 'COMPLETED' : 'NOT_STARTED' } };
  await api.call({ method: 'PATCH', resource: 'objects', path, body }, anythingSchema);
  return 'set';
}

/** The list is asked for, not the one property: that it is missing is no error of ours. */
async function hasKeyProperty(api: HubspotApi): Promise<boolean> {
  try {
    const { results } = await api.call({ method: 'GET', resource: 'properties', path: '/tasks' }, propertyListSchema);
    return results.some(({ name, hasUniqueValue }) => name === keyProperty && hasUniqueValue !== false);
  } catch (error) {
    if (error instanceof HubspotRefusedError) return false;
    throw error;
  }
}

const taskSchema = createdSchema.extend({ properties: z.record(z.string(), z.string().nullable()).catch({}) });
const foundSchema = z.object({ results: z.array(taskSchema) });

/** By unique property where there is one (at once), else by search over the bodies (behind by some seconds). */
async function findTask(api: HubspotApi, byProperty: boolean, key: string): Promise<string | null> {
  const { results } = byProperty
    ? await api.call(
        {
          method: 'POST',
          resource: 'objects',
          path: '/tasks/batch/read',
          body: { idProperty: keyProperty, inputs: [{ id: key }], properties: [keyProperty] },
        },
        foundSchema,
      )
    : await searchByBody(api, key);
  const match = results.find(({ properties }) => byProperty || (properties.hs_task_body ?? '').includes(keyLine(key)));
  return match?.id ?? null;
}

async function searchByBody(api: HubspotApi, key: string): Promise<z.infer<typeof foundSchema>> {
  const filter = { propertyName: 'hs_task_body', operator: 'CONTAINS_TOKEN', value: key };
  const body = { filterGroups: [{ filters: [filter] }], properties: ['hs_task_body'], limit: 100 };
  return api.call({ method: 'POST', resource: 'objects', path: '/tasks/search', body, kind: 'search' }, foundSchema);
}

function taskProperties(task: TaskDraft, byProperty: boolean): Record<string, string> {
  return {
    hs_timestamp: new Date(task.dueAt).toISOString(),
    hs_task_subject: task.subject,
    hs_task_body: byProperty ? task.body : `${task.body}\n\n${keyLine(task.key)}`,
    hs_task_status: 'NOT_STARTED',
    hs_task_priority: 'MEDIUM',
    hs_task_type: 'TODO',
    ...(task.ownerId === null ? {} : { hubspot_owner_id: task.ownerId }),
    ...(byProperty ? { [keyProperty]: task.key } : {}),
  };
}

/** Closed on both sides, so that no key is found inside a longer one. */
function keyLine(key: string): string {
  return `Quorum [${key}]`;
}
