export { captchaControls } from "./controls.ts";
export { altcha } from "./altcha.ts";
export type { Captcha, Suspicion } from "./captcha.ts";
export { type CaptchaDeps, makeChallenge, passCaptcha } from "./gate.ts";
export { siteverify, type SiteverifyOptions } from "./siteverify.ts";
export { pruneCaptchaUses } from "./store.ts";
