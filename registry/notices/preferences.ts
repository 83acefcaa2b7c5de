/** Who gets which notices of an application by mail: its contact address, and each member for itself. */
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { applications, noticePreferences } from '#database/tables.ts';
import { noticeTypes, type NoticeType } from '#notifications/notices/types.ts';
import { mayChangeApplication } from '#registry/applications/find.ts';
import type { FoundApplication } from '#registry/applications/schema.ts';
import { oneApplicationInput } from '#registry/applications/switch.ts';
import { operation, type Work } from '#registry/operation.ts';
import { anyRole, denied } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';
import { maySeeWebhooks } from '#registry/webhooks/find.ts';

const typesSchema = z
  .array(z.enum(noticeTypes))
  .transform((types) => noticeTypes.filter((type) => types.includes(type)))
  .describe('The types that are wanted by mail; none: no mail.');

const preferencesSchema = z.object({
  contact: z
    .object({ email: z.string(), verified: z.boolean(), types: z.array(z.string()) })
    .describe("What the application's contact address gets, once it is verified."),
  own: z
    .object({ types: z.array(z.string()), chosen: z.boolean() })
    .nullable()
    .describe('What the actor gets; not chosen: what it had a hand in. Null: the actor is no person.'),
});

/** Reads the choices. @throws Problem `application.not_found` (404) */
export const readNoticePreferences = operation({
  name: 'notice.preferences',
  summary: 'Reads which notices of an application go to its contact address and to the actor.',
  http: { method: 'get', path: '/applications/{application}/notices/preferences' },
  input: oneApplicationInput,
  output: preferencesSchema,
  authorise: maySeeWebhooks,
  perform: async (work, { subject }) => ({ result: await readPreferences(work, subject), audit: [] }),
});

/** Chooses what the actor itself gets. @throws Problem `application.not_found` (404), `permission.denied` (403) to who is no person */
export const chooseNotices = operation({
  name: 'notice.choose',
  summary: 'Chooses which notices of an application the actor gets by mail.',
  http: { method: 'put', path: '/applications/{application}/notices/preferences/own' },
  input: z.strictObject({ application: referenceSchema, types: typesSchema }),
  output: preferencesSchema,
  authorise: maySeeWebhooks,
  perform: async (work, { subject }, { types }) => {
    if (work.actor.kind !== 'account') throw denied('who is no person gets no mail');
    const { accountId } = work.actor;
    await work.tx
      .insert(noticePreferences)
      .values({ accountId, applicationId: subject.id, types })
      .onConflictDoUpdate({ target: [noticePreferences.accountId, noticePreferences.applicationId], set: { types } });
    const details = { accountId, types };
    return {
      result: await readPreferences(work, subject),
      audit: [{ subjectType: 'notice-preferences', subjectId: subject.id, details }],
    };
  },
});

/** Chooses what the contact address gets. @throws Problem `application.not_found` (404) */
export const chooseContactNotices = operation({
  name: 'notice.choose-contact',
  summary: "Chooses which notices go to an application's contact address.",
  http: { method: 'put', path: '/applications/{application}/notices/preferences/contact' },
  input: z.strictObject({ application: referenceSchema, types: typesSchema }),
  output: preferencesSchema,
  authorise: (work, { application }) => mayChangeApplication(work, application, anyRole),
  perform: async (work, { subject }, { types }) => {
    const contactNotices = types.length === noticeTypes.length ? null : types;
    await work.tx.update(applications).set({ contactNotices }).where(eq(applications.id, subject.id));
    return {
      result: await readPreferences(work, { ...subject, contactNotices }),
      audit: [{ subjectType: 'notice-preferences', subjectId: subject.id, details: { contact: true, types } }],
    };
  },
});

async function readPreferences(
  work: Work,
  { id, email, emailVerifiedAt, contactNotices }: FoundApplication,
): Promise<z.input<typeof preferencesSchema>> {
  const contact = { email, verified: emailVerifiedAt !== null, types: contactNotices ?? [...noticeTypes] };
  if (work.actor.kind !== 'account') return { contact, own: null };
  const mine = and(eq(noticePreferences.accountId, work.actor.accountId), eq(noticePreferences.applicationId, id));
  const [row] = await work.tx.select({ types: noticePreferences.types }).from(noticePreferences).where(mine);
  return { contact, own: { types: row?.types ?? [...handTypes], chosen: row !== undefined } };
}

/** What reaches a person who has chosen nothing, where the person had a hand in it. */
const handTypes: readonly NoticeType[] = [
  'version.deprecated',
  'version.retired',
  'subscription.decided',
  'terms.renewed',
  'webhook.disabled',
];
