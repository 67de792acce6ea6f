//! What holds for every command: servers, outputs, colours, exit codes.
