import { mayChangeApplication } from '#registry/applications/find.ts';
import { applicationSchema } from '#registry/applications/schema.ts';
import { oneApplicationInput, switchApplication } from '#registry/applications/switch.ts';
import { operation } from '#registry/operation.ts';
import { anyRole } from '#registry/permission.ts';

/** Enables an application: its calls are answered again. @throws Problem `application.not_found` (404) */
export const enableApplication = operation({
  name: 'application.enable',
  summary: 'Enables an application: its calls are answered again.',
  http: { method: 'post', path: '/applications/{application}/enable' },
  input: oneApplicationInput,
  output: applicationSchema,
  authorise: (work, input) => mayChangeApplication(work, input.application, anyRole),
  perform: (work, { subject }) => switchApplication(work, subject, true),
});
