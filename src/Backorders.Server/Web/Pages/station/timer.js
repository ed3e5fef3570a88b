// A clock that goes on in a hidden tab: a browser slows the timers of pages that nobody sees to one a minute, and those of a worker not.

setInterval(() => self.postMessage(0), 5000);
