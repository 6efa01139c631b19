"""What every test that talks to a server shares: the protocol, servers, and the count of results."""
