/** What a token server under measurement says when it is ready: the requests that it answers. */
export type FormRequest = {
  readonly url: string;
  readonly form: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
};

export type TokenServer = {
  readonly opaque: FormRequest;
  readonly jwt?: FormRequest;
  /** `token` is added to the form. */
  readonly introspection?: FormRequest;
  readonly password?: FormRequest;
};
