package com.google.gson;

public abstract class JsonElement {}
