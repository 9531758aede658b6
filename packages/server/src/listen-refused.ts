/** Where one of our servers is to listen, and the setting that says so. */
export interface WantedPort {
  readonly host: string;
  readonly port: number;
  readonly setting: "HOLDFAST_PORT" | "HOLDFAST_METRICS_PORT";
}

/** A port of ours cannot be had. The message says what to do about it. */
export class ListenRefused extends Error {
  /** Whether another program has it, which may end; else only other settings help. */
  readonly isTaken: boolean;

  constructor(message: string, isTaken: boolean, options: ErrorOptions) {
    super(message, options);
    this.name = "ListenRefused";
    this.isTaken = isTaken;
  }
}

const reasons: Readonly<Record<string, (wanted: WantedPort) => string>> = {
  EADDRINUSE: ({ port, setting }) => `port ${port} is taken: stop what uses it, or set ${setting}`,
  EACCES: ({ port, setting }) => `port ${port} is not for ordinary users of this machine: set ${setting} above 1023`,
  EADDRNOTAVAIL: ({ host }) => `this machine does not have the address ${host}: correct HOLDFAST_HOST`,
};

/** @throws ListenRefused where the operating system says why */
export async function orRefused<T>(wanted: WantedPort, listening: Promise<T>): Promise<T> {
  try {
    return await listening;
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const reason = reasons[code];
    if (reason === undefined) throw cause;
    throw new ListenRefused(reason(wanted), code === "EADDRINUSE", { cause });
  }
}
