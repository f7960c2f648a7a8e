package com.google.gson;

public final class JsonSyntaxException extends RuntimeException {}
