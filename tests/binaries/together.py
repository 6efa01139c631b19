"""Several clients at once, on each server: what they leave behind must be the same."""
import threading

from binaries.workload import fill_in

CONNECTIONS = 8
ROUNDS = 25


def together(server, protocol, lines):
    """Each of CONNECTIONS clients sends all lines ROUNDS times; `<c>` is the client's number, `<i>` the round's.

    Returns ([[the replies of each client to lines not marked `any`, in order]], [what went wrong]).
    """
    problems, answers = [], [[] for _ in range(CONNECTIONS)]
    start = threading.Barrier(CONNECTIONS)

    def client(number):
        try:
            with server.connect(protocol=protocol, timeout=60) as connection:
                start.wait(30)
                for i in range(ROUNDS):
                    values = {b"c": b"%d" % number, b"i": b"%d" % i}
                    for line in lines:
                        connection.send(*fill_in(line.words, values))
                        reply = connection.read()
                        if "any" not in line.marks:
                            answers[number].append((line, reply))
        except Exception as problem:  # pylint: disable=broad-except
            problems.append(f"client {number}: {type(problem).__name__}: {problem}")

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers, problems
