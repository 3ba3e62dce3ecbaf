/** Why a browser gives no picture or sound, in words and with what helps. Pure. */

const THINGS = { camera: 'the camera', screen: 'the screen', microphone: 'the microphone' };

/** What stands in the way before anything is asked, or null. */
export function obstacle({ secure, devices, address }) {
  if (!secure) {
    return {
      title: 'Publishing needs a secure page',
      text: `This page was loaded from ${address} without TLS. Open it with https://, or on the server itself as http://localhost.`,
    };
  }
  return devices ? null : { title: 'This browser cannot publish', text: 'It supports neither camera nor screen capture.' };
}

/**
 * @param error what `getUserMedia` or `getDisplayMedia` failed with
 * @param what `camera`, `screen` or `microphone`
 */
export function captureTrouble(error, what) {
  const thing = THINGS[what];
  switch (error?.name) {
    case 'NotAllowedError':
      return /system/i.test(error.message)
        ? { title: `The operating system denies access to ${thing}`, text: 'Allow it for the browser in the privacy settings of the system.' }
        : {
            title: `No permission to use ${thing}`,
            text:
              what === 'screen'
                ? 'Nothing was selected, or sharing was denied. Start again and select what to share.'
                : 'It was denied, now or earlier. Allow it with the icon next to the address, and start again.',
          };
    case 'NotFoundError':
    case 'DevicesNotFoundError':
      return { title: `No ${what} found`, text: 'None is connected, or the operating system hides it.' };
    case 'NotReadableError':
    case 'AbortError':
      return { title: `The browser cannot read ${thing}`, text: 'Another program may be using it. Close that program, or reconnect the device, and start again.' };
    case 'OverconstrainedError':
      return { title: `The selected ${what} is not available`, text: 'It was disconnected, or does not support these settings. Select another one.' };
    case 'SecurityError':
      return { title: `This page may not use ${thing}`, text: 'A policy of the browser, or of the page around this one, forbids it.' };
    case 'InvalidStateError':
      return { title: 'The browser needs a click first', text: 'Press Start again.' };
    case 'TypeError':
      return { title: `This browser does not support capturing ${thing}`, text: what === 'screen' ? 'Browsers on phones do not share screens. Use the camera.' : '' };
    default:
      return { title: `Capturing ${thing} failed`, text: error?.message ?? '' };
  }
}
