import { publicClient } from "../../api/client.ts";
import { AskForMail } from "../sign-in/ask-for-mail.tsx";

export const ForgotScreen = () => (
  <AskForMail
    title="Set a new password"
    lead="We send a link to your address. Opening it ends every session you have."
    action="forgot_password"
    ask={(body) => publicClient.forgotPassword({ body })}
  />
);
