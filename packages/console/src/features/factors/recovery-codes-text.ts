/** The codes as a text to keep. */
export function sheetText(codes: readonly string[], of: { readonly account: string; readonly email: string }): string {
  return [
    `Recovery codes of ${of.email} in ${of.account}`,
    "Each works once, in place of a passkey or an authenticator app.",
    "",
    ...codes,
    "",
  ].join("\r\n");
}

/** Hands a text to the browser to save. It never leaves this page otherwise. */
export function saveAsFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
