/** What the shell learns from a command. Scripts depend on these: they are permanent. */
export const exitCodes = {
  ok: 0,
  refused: 1,
  usage: 2,
  unavailable: 3,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodesHelp = `Exit codes:
  0    done, and everything that was checked is as it should be
  1    refused, or a check failed
  2    the command or the configuration is wrong; nothing was done
  3    something that is needed cannot be reached now; try again
  130  interrupted; what was done is done, and the same command goes on from there`;
