// Loaded by the pages on which a passkey is used or made.
import { passkeys } from "./lib/passkey.js";

passkeys(document);
